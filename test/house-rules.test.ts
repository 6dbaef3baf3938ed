import path from "node:path";
import { describe, expect, it } from "vitest";
import { projectFiles, type Source, sources } from "./support/sources.ts";

interface Rule {
  readonly name: string;
  readonly breach: RegExp;
  /** Matched against comments too; without it they are taken out first. */
  readonly withComments?: true;
  readonly where: (file: string) => boolean;
  /** Each must be found, so that the rule is known to bite. */
  readonly bites: readonly string[];
  /** Each must pass. */
  readonly spares: readonly string[];
}

const isTest = (file: string): boolean => file.startsWith("test/") || file.endsWith(".test.ts");
const isProduct = (file: string): boolean =>
  /^(src|adapters|config|migrations|web)\//.test(file) && !isTest(file);

const rules: readonly Rule[] = [
  {
    name: "only config/env.ts reads the environment",
    breach: /\bprocess\??\.env\b|\bprocess\[["']env|\benv\b[^}]*\} from "node:process"/,
    where: (file) => isProduct(file) && file !== "config/env.ts",
    bites: ["const port = process.env.PORT;", 'import { env } from "node:process";'],
    spares: ['const env = readEnvironment({ PORT: "80" });'],
  },
  {
    name: "nothing is typed any",
    breach: /(?:[:<|&,(=]|\bas|\bsatisfies)\s*any\b(?!["'`\s]*\w)/,
    where: () => true,
    bites: [
      "let x: any;",
      "x as any",
      "new Map<string, any>()",
      "type A = any;",
      "(a: any[]) => a",
    ],
    spares: ["Promise.any(all)", 'say("for, any reason")'],
  },
  {
    name: "SQL is in stores, src/db and migrations only",
    breach: /\bsql(?:<[^`]*>)?`|\.(?:selectFrom|insertInto|updateTable|deleteFrom|replaceInto)\(/,
    where: (file) =>
      isProduct(file) && !/^(src\/db|migrations)\//.test(file) && !file.endsWith("-store.ts"),
    bites: ["sql`select 1`", "sql<number>`count(*)`", "trx.insertInto('messages')"],
    spares: ["messages.insert(row)"],
  },
  {
    name: "the pages know the hub by its API only",
    breach: /(?:from|import\()\s*"(?:\.\.\/)+(?:src|adapters|config|migrations|test)\//,
    where: (file) => file.startsWith("web/"),
    bites: [
      'import { can } from "../../src/auth/permissions.ts";',
      'import("../../config/env.ts")',
    ],
    spares: ['import { hub } from "../api/hub.ts";'],
  },
  {
    name: "a suppression says why",
    breach:
      /(?:ox|es)lint-disable(?!.* -- \S)|@ts-(?:ignore|nocheck)|@ts-expect-error(?!:? \w+ \w+)/,
    withComments: true,
    where: () => true,
    bites: [
      "// oxlint-disable-next-line no-console",
      "// @ts-ignore it works",
      "// @ts-expect-error",
    ],
    spares: [
      "// oxlint-disable-next-line no-console -- asked for",
      "// @ts-expect-error not yet typed",
    ],
  },
  {
    name: "no test is skipped, singled out or left to do",
    breach:
      /\b(?:it|test|describe|suite|bench)(?:\.\w+)*\.(?:skip|only|todo|fails)\b|\bx(?:it|describe)\(/,
    where: isTest,
    // Put together here, so that nobody who counts such calls counts these.
    bites: [["it", "skip("], ["describe", "only("], ["test", "todo("], ["xit("]].map((words) =>
      words.join("."),
    ),
    spares: ["describe.runIf(here)(", "describe.skipIf(away)(", "list.only("],
  },
  {
    name: "no test waits for time to pass",
    breach: /expect\((?:Date\.now|performance\.now)|\.toBeLessThan\([^)]*[mM]s\)/,
    where: isTest,
    bites: ["expect(Date.now() - start)", "expect(took).toBeLessThan(limitMs)"],
    spares: ["expect(message.sentAt).toEqual(now)"],
  },
  {
    name: "no name says nothing",
    breach:
      /\b(?:class|interface|abstract class) (?:Base[A-Z]\w*|\w*(?:Helper|Manager|Util|Utils))\b/,
    where: () => true,
    bites: ["class BaseStore {", "class ChannelManager {", "interface TextUtils {"],
    spares: ["class Dispatcher {", "interface Baseline {"],
  },
];

describe("house rules", () => {
  // This file quotes every breach.
  const all = sources().filter(({ file }) => file !== "test/house-rules.test.ts");

  it.each(rules)("$name", (rule) => {
    expect(all.length).toBeGreaterThan(20);
    expect(all.filter((source) => rule.where(source.file)).flatMap(find(rule))).toEqual([]);
  });

  it.each(rules)("the rule bites: $name", (rule) => {
    const found = (text: string): number => find(rule)({ file: "sample.ts", text }).length;
    expect(rule.bites.filter((text) => found(text) === 0)).toEqual([]);
    expect(rule.spares.filter((text) => found(text) > 0)).toEqual([]);
  });

  it("no file or folder is named utils, helpers, common or manager", () => {
    const empty = /(^|[-_/.])(utils?|helpers?|common|managers?|misc|base)([-_/.]|$)/i;
    expect(projectFiles().filter((file) => empty.test(file))).toEqual([]);
  });

  it("files are short: none over 400 lines (tests 500), nine in ten under 250, half under 80", () => {
    const lengths = (some: readonly Source[]): readonly number[] =>
      some.map(({ text }) => text.trimEnd().split("\n").length).toSorted((a, b) => a - b);
    const product = lengths(all.filter(({ file }) => isProduct(file)));
    expect(Math.max(...product)).toBeLessThanOrEqual(400);
    expect(product[Math.floor(product.length * 0.9)]).toBeLessThanOrEqual(250);
    expect(product[Math.floor(product.length / 2)]).toBeLessThanOrEqual(80);
    const tests = all.filter(({ file }) => isTest(file));
    expect(tests.filter((test) => (lengths([test])[0] ?? 0) > 500).map(({ file }) => file)).toEqual(
      [],
    );
  });

  it("every adapter has the same files, so that who knows one knows all", () => {
    const files = projectFiles().filter((file) => file.startsWith("adapters/"));
    const folders = new Set(files.map((file) => file.split("/")[1] ?? ""));
    const expected = ["index", "settings", "capabilities", "session", "client", "errors"];
    const missing = [...folders].flatMap((folder) =>
      [...expected.map((name) => `${name}.ts`), "README.md"]
        .map((name) => path.posix.join("adapters", folder, name))
        .concat(simulatorOf(folder, files))
        .filter((file) => !files.includes(file)),
    );
    expect(missing).toEqual([]);
  });
});

/** One file, or a folder when the platform is large. */
function simulatorOf(folder: string, files: readonly string[]): string {
  const large = `adapters/${folder}/simulator/index.ts`;
  return files.includes(large) ? large : `adapters/${folder}/simulator.ts`;
}

/** Findings as `file:line: text`. */
function find(rule: Rule): (source: Source) => readonly string[] {
  return ({ file, text }) => {
    const lines = (rule.withComments === true ? text : withoutComments(text)).split("\n");
    return lines.flatMap((line, at) =>
      rule.breach.test(line) ? [`${file}:${at + 1}: ${line.trim()}`] : [],
    );
  };
}

/** Keeps the line numbers. Good enough for our own code: a `//` inside a string follows a colon (a URL). */
function withoutComments(text: string): string {
  return text
    .replaceAll(/\/\*[\s\S]*?\*\//g, (comment) => comment.replaceAll(/[^\n]/g, ""))
    .replaceAll(/(^|[^:])\/\/.*$/gm, "$1");
}
