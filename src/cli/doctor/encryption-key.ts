import { existsSync } from "node:fs";
import { stat } from "node:fs/promises";
import path from "node:path";
import { encryptionKey } from "../../channels/encryption-key.ts";
import { type Check, fail, ok, warn } from "./finding.ts";

const subject = "encryption key";

/** Whether it is there, whole, and for the hub's user alone. Whether it is the right one, the channels show. */
export const checkEncryptionKey: Check = async ({ ENCRYPTION_KEY, DATA_DIRECTORY }) => {
  if (ENCRYPTION_KEY !== undefined) return [ok(subject, "ENCRYPTION_KEY is set")];
  const file = path.resolve(DATA_DIRECTORY, "encryption.key");
  if (!existsSync(file)) return [ok(subject, `${file} will be made at the first start`)];
  try {
    await encryptionKey(undefined, DATA_DIRECTORY);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const fix = "Put the backup of this file in its place, or the rights of the hub's user on it.";
    return [fail(subject, why, fix)];
  }
  const { mode } = await stat(file);
  if (process.platform !== "win32" && (mode & 0o077) !== 0) {
    return [warn(subject, `Others on this machine can read ${file}.`, `chmod 600 ${file}`)];
  }
  return [ok(subject, `${file} is whole, and readable by its owner alone`)];
};
