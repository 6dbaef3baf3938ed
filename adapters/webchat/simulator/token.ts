import { createHmac } from "node:crypto";

/** A visitor's token as a site's own server makes it: by hand, for the adapter's library must not check itself. */
export function signToken(
  claims: Readonly<Record<string, unknown>>,
  secret: string,
  header: Readonly<Record<string, unknown>> = { alg: "HS256", typ: "JWT" },
): string {
  const said = [header, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  return `${said}.${createHmac("sha256", secret).update(said).digest("base64url")}`;
}
