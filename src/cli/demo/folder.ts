import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { Failure } from "../failure.ts";

const marker = ".switchboard-demo";

/**
 * An empty folder for the demo's data: what an earlier demo left is wiped. @throws Failure when something else is in
 * it, or when a demo that still runs uses it.
 */
export async function freshFolder(dataDirectory: string): Promise<string> {
  const folder = path.resolve(dataDirectory, "demo");
  if (existsSync(folder) && (await readdir(folder)).length > 0) {
    const owner = await ownerOf(folder);
    if (owner === undefined) {
      throw new Failure(
        `${folder} holds something that no demo made. Move it away, or set DATA_DIRECTORY.`,
      );
    }
    if (isRunning(owner)) {
      throw new Failure(
        `A demo runs already, as process ${owner}. Stop it, or set DATA_DIRECTORY and PORT for another one.`,
      );
    }
    await rm(folder, { recursive: true });
  }
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(path.join(folder, marker), `${process.pid}\n`);
  return folder;
}

async function ownerOf(folder: string): Promise<number | undefined> {
  const file = path.join(folder, marker);
  return existsSync(file) ? Number(await readFile(file, "utf8")) : undefined;
}

function isRunning(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    // Gone, or not ours to ask about: then it is no demo of this user's.
    return false;
  }
}
