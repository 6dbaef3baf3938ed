import { randomBytes } from "node:crypto";
import { mkdir, rmdir, rm, statfs, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import path from "node:path";
import { explainStart } from "../start-problems.ts";
import { type Check, failOfStart, ok, warn } from "./finding.ts";

const subject = "data directory";
const scarce = 1024 ** 3;

/** Writes a file there and takes it away again. */
export const checkDataDirectory: Check = async (settings) => {
  const directory = path.resolve(settings.DATA_DIRECTORY);
  const isNew = !existsSync(directory);
  const probe = path.join(directory, `.doctor-${randomBytes(6).toString("hex")}`);
  try {
    const first = await mkdir(directory, { recursive: true });
    await writeFile(probe, "");
    await rm(probe);
    const { bavail, bsize } = await statfs(directory);
    const free = bavail * bsize;
    if (first !== undefined) await removeEmpty(directory, first);
    if (free < scarce) {
      const left = `${Math.round(free / 1024 ** 2)} MiB`;
      return [
        warn(subject, `Only ${left} are left on the disk of ${directory}.`, "Make room there."),
      ];
    }
    const state = isNew ? "can be made" : "can be written";
    return [ok(subject, `${directory} ${state}, ${Math.round(free / 1024 ** 3)} GiB free`)];
  } catch (error) {
    return [failOfStart(subject, explainStart(error, settings).message)];
  }
};

/** Takes away what `mkdir` made: looking must leave nothing behind. */
async function removeEmpty(directory: string, first: string): Promise<void> {
  for (let at = directory; at.startsWith(first); at = path.dirname(at)) await rmdir(at);
}
