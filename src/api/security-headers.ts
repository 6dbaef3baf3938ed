import helmet from "koa-helmet";
import type { Middleware } from "koa";

/** What an answer that isn't a page needs: nothing of it may run, be framed or be sniffed. */
const nothingAllowed =
  "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/** A page of ours: its own files and its own API, no other host, nothing inline. */
export const ownFilesOnly =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
  "form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/** The agents' pages: pictures and sound of an unsent message besides, and no text that becomes markup. */
export const inboxPages =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; " +
  "connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; " +
  "base-uri 'none'; require-trusted-types-for 'script'; trusted-types default";

/** Their service worker: it asks for our own files, and draws nothing. */
export const inboxWorker = "default-src 'none'; connect-src 'self'";

/** What no page of ours asks a browser for; the inbox records voice. */
const noDevices = "camera=(), geolocation=(), microphone=()";
export const onlyMicrophone = noDevices.replace("microphone=()", "microphone=(self)");

export function securityHeaders(publicUrl: URL | undefined): Middleware {
  const headers = helmet({
    // Set below, as each page says.
    contentSecurityPolicy: false,
    // Of subdomains we know nothing, and without HTTPS there is nothing to insist on.
    strictTransportSecurity:
      publicUrl?.protocol === "https:" ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    xFrameOptions: { action: "deny" },
  });
  return async (ctx, next) => {
    ctx.set("Content-Security-Policy", nothingAllowed);
    ctx.set("Cache-Control", "no-store");
    ctx.set("Permissions-Policy", noDevices);
    await headers(ctx, next);
  };
}
