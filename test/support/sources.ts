import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's folder. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

export interface Source {
  /** From the root, with forward slashes. */
  readonly file: string;
  readonly text: string;
}

/** Our own TypeScript, committed or not yet, as git sees it. */
export function sources(): readonly Source[] {
  return projectFiles()
    .filter((file) => /\.tsx?$/.test(file) && !file.startsWith("test/fixtures/"))
    .map((file) => ({ file, text: readFileSync(path.join(root, file), "utf8") }));
}

/** Every file of the project that isn't ignored and is there. */
export function projectFiles(): readonly string[] {
  const listed = ["ls-files", "--cached", "--others", "--exclude-standard", "-z"];
  const deleted = new Set(git(["ls-files", "--deleted", "-z"]));
  return git(listed).filter((file) => !deleted.has(file));
}

function git(args: readonly string[]): readonly string[] {
  return execFileSync("git", args, { cwd: root, encoding: "utf8" }).split("\0").filter(Boolean);
}
