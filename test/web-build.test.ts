import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { en } from "../web/inbox/i18n/en.ts";
import { zhCN } from "../web/inbox/i18n/zh-CN.ts";
import { catalogues } from "../web/widget/chat/words.ts";
import { buildPages } from "./support/built-pages.ts";
import { projectFiles, root } from "./support/sources.ts";

const folder = path.join(root, "dist/web/inbox");
const read = (name: string): string => readFileSync(path.join(folder, name), "utf8");
const weightOf = (names: readonly string[]): number =>
  names.reduce((sum, name) => sum + gzipSync(read(name), { level: 9 }).length, 0);

/** Scripts, and all those that they can't run without. */
function withImports(names: readonly string[]): ReadonlySet<string> {
  const all = new Set(names);
  for (const name of all) {
    for (const [, imported] of read(name).matchAll(/(?:from|import)"\.\/([\w.-]+\.js)"/g)) {
      all.add(`assets/${String(imported)}`);
    }
  }
  return all;
}

describe("the pages as they ship", () => {
  let names: readonly string[] = [];
  beforeAll(async () => {
    await buildPages();
    names = readdirSync(path.join(folder, "assets")).map((name) => `assets/${name}`);
  });

  it("are light: what is loaded at first weighs at most 220 KB of script and 15 KB of style", () => {
    const first = withImports(
      [...read("index.html").matchAll(/assets\/[\w.-]+\.js/g)].map(([name]) => name),
    );
    expect(first.size).toBeGreaterThan(1);
    expect(weightOf([...first])).toBeGreaterThan(100_000);
    expect(weightOf([...first])).toBeLessThanOrEqual(220_000);
    expect(weightOf(names.filter((name) => name.endsWith(".css")))).toBeLessThanOrEqual(15_000);
    // With the first conversation, whose code comes right after.
    const pane = names.filter((name) => name.includes("/conversation-pane-"));
    expect(pane).not.toEqual([]);
    expect(weightOf([...withImports([...first, ...pane])])).toBeLessThanOrEqual(240_000);
  });

  it("load the rest in pieces of at most 60 KB", () => {
    const pages = names.filter(
      (name) => name.endsWith(".js") && !read("index.html").includes(name),
    );
    expect(pages.length).toBeGreaterThan(8);
    expect(pages.filter((name) => weightOf([name]) > 60_000)).toEqual([]);
  });

  it("are made for use, not for development", () => {
    const all = names
      .filter((name) => name.endsWith(".js"))
      .map(read)
      .join("\n");
    expect(all).not.toContain("react.dev/link/warning-keys");
  });
});

describe("the website chat as it ships", () => {
  const weights = (name: string): number =>
    gzipSync(readFileSync(path.join(root, "dist/web/widget", name)), { level: 9 }).length;
  beforeAll(() => buildPages());

  it("is light: 3 KB on the site's page, 30 KB when somebody opens it", () => {
    expect(weights("loader.js")).toBeGreaterThan(1000);
    expect(weights("loader.js")).toBeLessThanOrEqual(3 * 1024);
    expect(weights("chat.js")).toBeGreaterThan(10_000);
    expect(weights("chat.js") + weights("chat.css")).toBeLessThanOrEqual(30 * 1024);
  });

  it("never turns text into markup, and lets no message go to whoever listens", () => {
    const code = projectFiles()
      .filter((file) => /^web\/widget\/.*\.tsx?$/.test(file))
      .map((file) => readFileSync(path.join(root, file), "utf8"))
      .join("\n");
    expect(code.length).toBeGreaterThan(10_000);
    expect(code).not.toMatch(
      /innerHTML|outerHTML|insertAdjacent|document\.write|document\.cookie|DOMParser/,
    );
    expect(code).not.toMatch(/postMessage\([^)]*["'`]\*["'`]/);
  });

  it("has all its words in Chinese, with the same holes, and uses each", () => {
    const holes = (text: string): string =>
      [...text.matchAll(/\{\{\w+\}\}/g)]
        .map(([hole]) => hole)
        .sort()
        .join();
    const { en: english, "zh-CN": chinese } = catalogues;
    const words = Object.keys(english) as (keyof typeof english)[];
    expect(words.filter((word) => holes(english[word]) !== holes(chinese[word]))).toEqual([]);
    expect(words.filter((word) => chinese[word] === "")).toEqual([]);
    const code = projectFiles()
      .filter((file) => /^web\/widget\/chat\/(?!words).*\.tsx?$/.test(file))
      .map((file) => readFileSync(path.join(root, file), "utf8"))
      .join("\n");
    expect(words.filter((word) => !code.includes(`"${word}"`))).toEqual([]);
  });
});

describe("the words of the pages", () => {
  const holes = (text: string): readonly string[] =>
    [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => String(name)).sort();

  it("are all there in Chinese, with the same holes to fill", () => {
    const chinese = new Map<string, string>(Object.entries(zhCN));
    const wrong = Object.entries(en).filter(([key, english]) => {
      const text = chinese.get(key) ?? "";
      return !key.endsWith("_one") && (text === "" || holes(text).join() !== holes(english).join());
    });
    expect(wrong).toEqual([]);
    expect(Object.keys(zhCN).filter((key) => !(key in en))).toEqual([]);
  });

  it("are all used", () => {
    const code = projectFiles()
      .filter((file) => /^web\/inbox\/(?!i18n\/(en|zh-CN)).*\.tsx?$/.test(file))
      .map((file) => readFileSync(path.join(root, file), "utf8"))
      .join("\n");
    const unused = Object.keys(en).filter((key) => {
      const name = key.replace(/_(one|other)$/, "");
      const family = name.replace(/\.[^.]+$/, ".");
      return !code.includes(`"${name}"`) && !code.includes(`\`${family}\${`);
    });
    expect(unused).toEqual([]);
  });

  it("stand in the catalogues, and nowhere in the pages", () => {
    const pages = projectFiles().filter((file) => /^web\/inbox\/.*\.tsx$/.test(file));
    const loose = pages.flatMap((file) => {
      const code = readFileSync(path.join(root, file), "utf8");
      // Text between tags, and labels that are no variables.
      return [
        ...code.matchAll(
          /(?:^|>)\s*([A-Z][a-z]+(?: [a-z]+)+)[^<>{}=;,]*$|(?:aria-label|title|placeholder)="([^"]+)"/gm,
        ),
      ].map(([found]) => `${file}: ${found.trim()}`);
    });
    expect(loose).toEqual([]);
  });
});
