import type { Context } from "koa";
import { Problem } from "./problem.ts";

/** Whether this request came over HTTPS, as far as the client is concerned. */
export function isSecure(ctx: Context, publicUrl: URL | undefined): boolean {
  // `ctx.secure` looks at X-Forwarded-Proto only when TRUST_PROXY is set. A proxy that ends TLS without saying so is
  // known by the host it passes on.
  return ctx.secure || (publicUrl?.protocol === "https:" && ctx.host === publicUrl.host);
}

/**
 * A browser sends its cookie along whoever wrote the page, so that what changes something must come from our own
 * pages. Browsers always name the origin of such requests; without one it is no browser, and may use an API key.
 */
export function mustComeFromHere(ctx: Context, publicUrl: URL | undefined, secure: boolean): void {
  const origin = ctx.get("Origin");
  const own = [`${secure ? "https" : "http"}://${ctx.host}`, publicUrl?.origin];
  if (origin !== "" && own.includes(origin)) return;
  throw new Problem(
    "origin-refused",
    origin === ""
      ? "A request with a session's cookie needs an Origin header. Programs use an API key instead."
      : "This hub takes such requests from its own pages only.",
  );
}
