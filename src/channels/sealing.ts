import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto";

/** A sealed value can't be opened. Says why, never what is in it. */
export class SealingError extends Error {
  override readonly name = "SealingError";
}

const version = "v1";
const ivBytes = 12;
const tagBytes = 16;

/**
 * Encrypts what may not lie readable in the database: AES-256-GCM in an envelope `v1.<key id>.<iv, text and tag>`.
 * Each value is bound to its place, so that a row copied to another channel or field can't be opened there.
 */
export class Sealing {
  readonly #key: Buffer;
  /** Tells a wrong key from a damaged value without trying. */
  readonly keyId: string;

  /** @param key 32 bytes. */
  constructor(key: Buffer) {
    this.#key = key;
    this.keyId = createHmac("sha256", key).update("switchboard key id").digest("hex").slice(0, 12);
  }

  seal(text: string, place: string): string {
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv("aes-256-gcm", this.#key, iv, { authTagLength: tagBytes });
    cipher.setAAD(Buffer.from(place));
    const sealed = Buffer.concat([
      iv,
      cipher.update(text, "utf8"),
      cipher.final(),
      cipher.getAuthTag(),
    ]);
    return `${version}.${this.keyId}.${sealed.toString("base64url")}`;
  }

  /** @throws SealingError when the key is another one, the value damaged, or this not its place. */
  unseal(envelope: string, place: string): string {
    this.requireOwn(envelope);
    const sealed = Buffer.from(envelope.slice(envelope.lastIndexOf(".") + 1), "base64url");
    const end = sealed.length - tagBytes;
    if (end < ivBytes) throw new SealingError(damaged);
    const decipher = createDecipheriv("aes-256-gcm", this.#key, sealed.subarray(0, ivBytes), {
      authTagLength: tagBytes,
    });
    decipher.setAAD(Buffer.from(place));
    decipher.setAuthTag(sealed.subarray(end));
    try {
      return (
        decipher.update(sealed.subarray(ivBytes, end), undefined, "utf8") + decipher.final("utf8")
      );
    } catch (error) {
      throw new SealingError(damaged, { cause: error });
    }
  }

  /** @throws SealingError when the envelope was made with another key or by a newer version. */
  requireOwn(envelope: string): void {
    const [madeBy, keyId] = envelope.split(".");
    if (madeBy !== version) {
      throw new SealingError("A stored credential was encrypted by another version of the hub.");
    }
    if (keyId === this.keyId) return;
    throw new SealingError(
      "The encryption key is not the one that the stored credentials were encrypted with. Set ENCRYPTION_KEY to the " +
        "former key, or put the former encryption.key back into DATA_DIRECTORY.",
    );
  }
}

const damaged = "A stored credential is damaged or was moved from another place; enter it again.";
