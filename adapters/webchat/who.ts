import { createHash } from "node:crypto";
import type { WebhookRequest } from "switchboard/adapter";
import { Refusal } from "./answers.ts";
import { verify } from "./client.ts";
import type { Visitor } from "./entries.ts";
import type { WebchatSettings } from "./settings.ts";

/** 32 bytes in base64url, as the widget makes them. */
const anonymousToken = /^[\w-]{43}$/;

/**
 * Who calls. A signed visitor is who the site says; an anonymous one is whoever has the token, and what they say of
 * themselves proves nothing. @throws Refusal 401, 403.
 */
export async function whoCalls(
  { headers }: WebhookRequest,
  { signingSecret, signedOnly, blockedVisitors }: WebchatSettings,
  now: Date,
): Promise<Visitor> {
  const token = /^Bearer ([\w.-]+)$/i.exec(headers.get("authorization") ?? "")?.[1];
  if (token === undefined) throw unknown("Say who you are: Authorization: Bearer <token>.");
  const visitor = anonymousToken.test(token)
    ? anonymous(token, signedOnly)
    : await signed(token, signingSecret, now);
  if (blockedVisitors.includes(visitor.id)) {
    throw new Refusal(403, "blocked", "You can't write here.");
  }
  return visitor;
}

function anonymous(token: string, signedOnly: boolean): Visitor {
  if (signedOnly) throw unknown("Sign in on the site to write here.");
  const id = createHash("sha256").update(token).digest("base64url").slice(0, 22);
  return { id: `visitor:${id}`, signed: false };
}

async function signed(token: string, secret: string | undefined, now: Date): Promise<Visitor> {
  const found = secret === undefined ? undefined : await verify(token, secret, now);
  if (found === undefined) throw unknown("The site's signature is wrong or has run out.");
  const { sub, ...said } = found;
  return { id: `user:${sub}`, signed: true, ...said };
}

function unknown(detail: string): Refusal {
  return new Refusal(401, "unauthorized", detail);
}

/**
 * Only the hub's own pages may call. Browsers say where a call comes from, and pages can't make them lie; what isn't a
 * browser has the visitor's token, or nothing.
 */
export function requireOwnPage(
  { headers }: WebhookRequest,
  publicAddress: string | undefined,
): void {
  const site = headers.get("sec-fetch-site");
  if (site === "same-origin") return;
  const origin = headers.get("origin");
  if (site === null && origin === null) return;
  const hosts = [headers.get("host"), publicAddress && new URL(publicAddress).host];
  if (origin !== null && URL.canParse(origin) && hosts.includes(new URL(origin).host)) return;
  throw new Refusal(403, "foreign-origin", "Only the chat's own page may do this.");
}
