import type { Context } from "koa";
import type { Auth } from "../auth/auth.ts";
import type { Actor } from "../auth/permissions.ts";
import { sessionLifeMs } from "../auth/sessions.ts";

/** Who asks, as far as what they showed tells. */
export interface Credentials {
  readonly actor: Actor | undefined;
  /** Set when a session's cookie was shown, good or not. */
  readonly sessionToken: string | undefined;
  readonly shown: "none" | "session" | "api-key";
}

/** Over HTTPS the name's prefix makes browsers refuse a cookie that another host or plain HTTP planted. */
function cookieName(secure: boolean): string {
  return secure ? "__Host-switchboard" : "switchboard";
}

/** Looks at the `Authorization` header, then at the session's cookie. */
export async function readCredentials(
  ctx: Context,
  auth: Auth,
  secure: boolean,
): Promise<Credentials> {
  const header = ctx.get("Authorization");
  if (header !== "") {
    const secret = /^Bearer +([^ ]+)$/i.exec(header)?.[1];
    const actor = secret === undefined ? undefined : await auth.apiKeys.actor(secret);
    return { actor, sessionToken: undefined, shown: "api-key" };
  }
  const token = ctx.cookies.get(cookieName(secure));
  if (token === undefined) return { actor: undefined, sessionToken: undefined, shown: "none" };
  return { actor: await auth.sessions.actor(token), sessionToken: token, shown: "session" };
}

/** Hands the browser its session, or takes it away. */
export function writeSession(
  ctx: Context,
  session: { readonly start: string } | "end",
  secure: boolean,
): void {
  const ended = session === "end";
  const parts = [
    `${cookieName(secure)}=${ended ? "" : session.start}`,
    "Path=/",
    `Max-Age=${ended ? 0 : Math.floor(sessionLifeMs / 1000)}`,
    "HttpOnly",
    "SameSite=Lax",
    ...(secure ? ["Secure"] : []),
  ];
  ctx.append("Set-Cookie", parts.join("; "));
}
