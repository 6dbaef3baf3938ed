import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { root } from "./sources.ts";

/** The agents' pages as they ship, built anew when their sources have changed. */
export async function buildPages(): Promise<void> {
  await promisify(execFile)(process.execPath, [path.join(root, "web/build.mjs")]);
}
