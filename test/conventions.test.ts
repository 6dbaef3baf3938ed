import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "./support/sources.ts";

const table = readFileSync(path.join(root, "test/e2e/conventions.md"), "utf8");
const rows = [...table.matchAll(/^\| ([A-Z]\d+) ([^|]+)\| (yes|part|no) +\| (.*?) +\|$/gm)].map(
  ([, id = "", , there = "", why = ""]) => ({ id, there, why }),
);

/** How many rows each chapter of the conventions has. */
const chapters = { L: 10, K: 16, C: 17, R: 10, T: 8, W: 9, A: 10, I: 6, O: 10, X: 11 };

describe("the table of what agents are used to", () => {
  it("leaves no row out", () => {
    const expected = Object.entries(chapters).flatMap(([letter, count]) =>
      Array.from({ length: count }, (_, at) => `${letter}${at + 1}`),
    );
    expect(rows.map(({ id }) => id)).toEqual(expected);
  });

  it("names a test for each row that is there, and says why for each other one", () => {
    expect(rows.filter(({ there, why }) => there === "yes" && !why.includes(".test.ts`"))).toEqual(
      [],
    );
    expect(rows.filter(({ why }) => why.trim() === "")).toEqual([]);
  });

  it("names tests that exist", () => {
    const missing: string[] = [];
    for (const { id, why } of rows) {
      let code = "";
      for (const [, file, title] of why.matchAll(/`([\w-]+\.test\.ts)`|"([^"]+)"/g)) {
        if (file !== undefined) code = codeOf(file);
        if (
          code === "" ||
          (title !== undefined && !isWordOfProduct(title) && !code.includes(title))
        ) {
          missing.push(`${id}: ${file ?? title ?? ""}`);
        }
      }
    }
    expect(missing).toEqual([]);
  });
});

/** A word of the product's, and no test. */
function isWordOfProduct(words: string): boolean {
  return words === "Mark unread";
}

function codeOf(name: string): string {
  const file = ["test", "test/e2e", "test/security"]
    .map((folder) => path.join(root, folder, name))
    .find((one) => existsSync(one));
  return file === undefined ? "" : readFileSync(file, "utf8");
}
