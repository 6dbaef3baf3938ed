import { randomBytes } from "node:crypto";
import { link, mkdir, open, readFile, rm } from "node:fs/promises";
import path from "node:path";

/**
 * The key that credentials are encrypted with: the configured one, else that of `encryption.key` in the data
 * directory, which is made (mode 0600) when it isn't there. @throws when the file holds no key.
 */
export async function encryptionKey(
  configured: string | undefined,
  dataDirectory: string,
): Promise<Buffer> {
  if (configured !== undefined) return decode(configured, "ENCRYPTION_KEY");
  const file = path.join(dataDirectory, "encryption.key");
  try {
    return decode(await readFile(file, "utf8"), file);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
  }
  await mkdir(dataDirectory, { recursive: true });
  await make(file);
  return decode(await readFile(file, "utf8"), file);
}

/** Written aside and linked into place: two processes that start at once end up with one key, never with half a one. */
async function make(file: string): Promise<void> {
  const draft = `${file}.${randomBytes(6).toString("hex")}`;
  const handle = await open(draft, "wx", 0o600);
  try {
    await handle.writeFile(`${randomBytes(32).toString("base64")}\n`);
    await handle.sync();
    await link(draft, file);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  } finally {
    await handle.close();
    await rm(draft, { force: true });
  }
}

function decode(text: string, source: string): Buffer {
  const trimmed = text.trim();
  const key = Buffer.from(trimmed, /^[0-9a-f]{64}$/i.test(trimmed) ? "hex" : "base64");
  if (key.length !== 32) {
    throw new Error(`${source} must hold 32 bytes, as 64 hex digits or in base64.`);
  }
  return key;
}
