import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { exampleEnv, referencePage } from "../config/document.ts";
import { readSettings } from "../config/env.ts";
import { clientSettingsSchema, settingsSchema } from "../config/settings.ts";
import { root } from "./support/sources.ts";

const names = [settingsSchema, clientSettingsSchema].flatMap(({ shape }) => Object.keys(shape));

function read(file: string): Promise<string> {
  return readFile(path.join(root, "config", file), "utf8");
}

describe("config/reference.md", () => {
  it("is current; `npm run docs:config` makes it so", async () => {
    expect(await read("reference.md")).toBe(referencePage());
  });

  it("says of every setting what it means", () => {
    const sections = referencePage().split("### ").slice(1);
    expect(sections.map((section) => section.slice(1, section.indexOf("`", 1)))).toEqual(names);
    for (const section of sections) expect(section.split("\n")[2]).toMatch(/^[A-Z\d]?.{20,}\.$/);
  });
});

describe("config/example.env", () => {
  it("is current; `npm run docs:config` makes it so", async () => {
    expect(await read("example.env")).toBe(exampleEnv());
  });

  it("is taken as it is, and with every line in force that has a value", () => {
    const lines = exampleEnv()
      .split("\n")
      .filter((line) => /^#[A-Z_]+=./.test(line));
    expect(lines.length).toBeGreaterThan(9);
    const environment: Record<string, string> = {};
    for (const line of lines) {
      const [name = "", value = ""] = line.slice(1).split(/=(.*)/s);
      environment[name] = value;
    }
    expect(readSettings(environment)).toMatchObject({ PORT: 3000 });
  });
});
