import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root } from "./support/sources.ts";

/** What `npm run types`, a part of `npm run check`, says about the pages in this folder. */
function compile(folder: string): Promise<string> {
  const tsc = path.join(root, "node_modules/typescript/bin/tsc");
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [tsc, "--noEmit", "-p", "web"],
      { cwd: folder },
      (_error, stdout) => {
        resolve(stdout);
      },
    );
  });
}

describe("a word of the pages that is missing doesn't compile", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "switchboard-words-"));
    await cp(path.join(root, "web"), path.join(folder, "web"), { recursive: true });
    for (const name of ["tsconfig.json", "package.json"]) {
      await cp(path.join(root, name), path.join(folder, name));
    }
    await symlink(path.join(root, "node_modules"), path.join(folder, "node_modules"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const words = (catalogue: string): string => path.join(folder, "web/inbox/i18n", catalogue);

  /** Takes a key out of a catalogue for as long as it is compiled. */
  async function without(key: string, catalogue: string): Promise<string> {
    const before = await readFile(words(catalogue), "utf8");
    const after = before.replace(new RegExp(`^ +"${key}":.*\n`, "m"), "");
    expect(after).not.toBe(before);
    await writeFile(words(catalogue), after);
    const said = await compile(folder);
    await writeFile(words(catalogue), before);
    return said;
  }

  it("not as the pages are", { timeout: 120_000 }, async () => {
    expect(await compile(folder)).toBe("");
  });

  it("in Chinese", { timeout: 120_000 }, async () => {
    expect(await without("update.load", "zh-CN/shell.ts")).toContain("update.load");
  });

  it("in English, where a page asks for it", { timeout: 120_000 }, async () => {
    expect(await without("update.load", "en/shell.ts")).toMatch(
      /update-hint\.tsx.*\n?.*update\.load/,
    );
  });
});
