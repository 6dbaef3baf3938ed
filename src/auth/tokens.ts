import { createHash, randomBytes } from "node:crypto";

/** 256 random bits, safe in a header, a cookie and a URL's fragment. */
export function newToken(): string {
  return randomBytes(32).toString("base64url");
}

/** What is stored instead of a token. A plain hash will do: there is nothing to guess in 256 random bits. */
export function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
