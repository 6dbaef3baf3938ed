import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root, sources } from "./support/sources.ts";

interface Report {
  readonly summary: {
    readonly totalCruised: number;
    readonly violations: readonly { from: string; to: string; rule: { name: string } }[];
    readonly ruleSetUsed: { readonly forbidden: readonly { name: string }[] };
  };
}

/** One forbidden import per line: the rule, the file that would break it, what it would import. */
const breaches: readonly (readonly [rule: string, from: string, imports: string])[] = [
  ["no-cycle", "src/team/one.ts", "./two.ts"],
  ["import-resolves", "src/team/a.ts", "./not-there.ts"],
  ["package-is-declared", "src/team/b.ts", "magic-string"],
  ["production-without-dev-packages", "src/team/c.ts", "fast-check"],
  ["production-without-tests", "src/team/d.ts", "../../test/support/people.ts"],
  ["kit-is-a-leaf", "src/adapter/a.ts", "../inbox/message.ts"],
  ["kit-is-a-leaf", "src/adapter/b.ts", "pino"],
  ["kit-is-a-leaf", "src/adapter/c.ts", "./testkit/index.ts"],
  ["testkit-is-a-leaf", "src/adapter/testkit/a.ts", "../../inbox/message.ts"],
  ["testkit-is-a-leaf", "src/adapter/testkit/b.ts", "undici"],
  ["testkit-stays-in-tests", "src/channels/a.ts", "../adapter/testkit/index.ts"],
  ["testkit-stays-in-tests", "src/channels/d.ts", "../../adapters/pigeon/simulator.ts"],
  ["adapter-sees-the-kit-only", "adapters/pigeon/a.ts", "../../src/inbox/message.ts"],
  ["adapter-sees-the-kit-only", "adapters/pigeon/b.ts", "../dove/index.ts"],
  ["adapter-sees-the-kit-only", "adapters/heron/client.ts", "../../config/env.ts"],
  ["adapter-names-the-kit", "adapters/pigeon/c.ts", "../../src/adapter/index.ts"],
  ["vendor-library-in-client-only", "adapters/pigeon/session.ts", "node-telegram-bot-api"],
  ["adapters-meet-the-hub-in-app", "src/channels/b.ts", "../../adapters/pigeon/index.ts"],
  ["migrations-import-kysely-only", "migrations/0001_a.ts", "../src/db/database.ts"],
  ["migrations-import-kysely-only", "migrations/0002_b.ts", "zod"],
  ["migrations-import-kysely-only", "migrations/0003_c.ts", "node:fs"],
  ["config-imports-zod-only", "config/a.ts", "../src/inbox/message.ts"],
  ["config-imports-zod-only", "config/b.ts", "pino"],
  ["api-without-database", "src/api/routes/a.ts", "../../db/database.ts"],
  ["api-without-database", "src/api/routes/b.ts", "../../inbox/message-store.ts"],
  ["api-without-database", "src/api/routes/c.ts", "kysely"],
  ["queries-in-stores-only", "src/inbox/a.ts", "kysely"],
  ["drivers-in-db-only", "src/inbox/a-store.ts", "libsql"],
  ["db-knows-no-domain", "src/db/a.ts", "../inbox/message.ts"],
  ["migrations-run-in-db-only", "src/channels/c.ts", "../../migrations/index.ts"],
  ["domain-below-api", "src/inbox/reply.ts", "../api/routes/index.ts"],
  ["http-in-api-only", "src/realtime/stream.ts", "koa"],
  ["http-in-api-only", "src/realtime/router.ts", "@koa/router"],
  ["root-is-nobodys-import", "src/api/a.ts", "../app.ts"],
  ["web-talks-http", "web/inbox/main.ts", "../../src/inbox/message.ts"],
];

/** Imports that look much like the ones above and are fine: no rule may bite them. */
const allowed: readonly (readonly [from: string, imports: string])[] = [
  ["src/app.ts", "../adapters/pigeon/index.ts"],
  ["src/main.ts", "./app.ts"],
  ["src/cli/demo.ts", "../../adapters/pigeon/simulator.ts"],
  ["src/inbox/thread-store.ts", "kysely"],
  ["src/inbox/thread-store.ts", "../db/database.ts"],
  ["src/inbox/ingest.ts", "../db/database.ts"],
  ["src/db/sqlite.ts", "libsql"],
  ["src/db/migrate.ts", "../../migrations/index.ts"],
  ["src/api/routes/index.ts", "../../inbox/message.ts"],
  ["src/api/server.ts", "koa"],
  ["src/inbox/message.ts", "../adapter/index.ts"],
  ["src/adapter/testkit/index.ts", "vitest"],
  ["src/adapter/testkit/index.ts", "../index.ts"],
  ["src/adapter/testkit/index.ts", "./for-simulators.ts"],
  ["src/adapter/settings.ts", "zod"],
  ["config/env.ts", "zod"],
  ["migrations/index.ts", "kysely"],
  ["adapters/pigeon/index.ts", "switchboard/adapter"],
  ["adapters/pigeon/settings.ts", "zod"],
  ["adapters/pigeon/client.ts", "node-telegram-bot-api"],
  ["adapters/pigeon/simulator.ts", "switchboard/adapter/testkit"],
  ["adapters/pigeon/simulator/world.ts", "switchboard/adapter/simulator"],
  ["adapters/pigeon/pigeon.test.ts", "../../src/inbox/message.ts"],
  ["test/support/people.ts", "fast-check"],
];

describe("who may import whom", () => {
  it("holds in this repository, and the check sees its files", async () => {
    const { summary } = await cruise(root);
    expect(summary.violations).toEqual([]);
    expect(summary.totalCruised).toBeGreaterThanOrEqual(
      sources().filter(({ file }) => file.endsWith(".ts")).length,
    );
  });

  describe("the check bites", () => {
    let planted: string;
    let summary: Report["summary"];

    beforeAll(async () => {
      planted = await plant();
      ({ summary } = await cruise(planted));
    });
    afterAll(() => rm(planted, { recursive: true, force: true }));

    it.each(breaches)("%s: %s must not import %s", (rule, from) => {
      expect(broken(from)).toContain(rule);
    });

    it.each(allowed)("%s may import %s", (from) => {
      expect(broken(from)).toEqual([]);
    });

    it("has a planted breach for every rule", () => {
      const rules = summary.ruleSetUsed.forbidden.map((rule) => rule.name);
      expect(new Set(breaches.map(([rule]) => rule))).toEqual(new Set(rules));
    });

    function broken(file: string): readonly string[] {
      return summary.violations.filter(({ from }) => from === file).map(({ rule }) => rule.name);
    }
  });
});

/** A small tree with the repository's folders and packages, and every import of both lists above. */
async function plant(): Promise<string> {
  const tree = await mkdtemp(path.join(tmpdir(), "switchboard-architecture-"));
  await cp(path.join(root, "package.json"), path.join(tree, "package.json"));
  await symlink(path.join(root, "node_modules"), path.join(tree, "node_modules"), "junction");

  const imports = new Map<string, string[]>([["src/team/two.ts", ["./one.ts"]]]);
  for (const [from, to] of [...breaches.map(withoutRule), ...allowed]) {
    imports.set(from, [...(imports.get(from) ?? []), to]);
    const target = path.posix.join(path.posix.dirname(from), to);
    if (to.startsWith(".") && !to.includes("not-there")) {
      imports.set(target, imports.get(target) ?? []);
    }
  }
  for (const [file, targets] of imports) {
    await mkdir(path.join(tree, path.dirname(file)), { recursive: true });
    const lines = targets.map((target, at) => `import type { X as X${at} } from "${target}";\n`);
    await writeFile(path.join(tree, file), `${lines.join("")}export type X = 1;\n`);
  }
  return tree;
}

/** The same command as `npm run architecture`, in another folder and for a machine to read. */
async function cruise(folder: string): Promise<Report> {
  const { scripts } = JSON.parse(await readFile(path.join(root, "package.json"), "utf8")) as {
    scripts: { architecture: string };
  };
  const globs = scripts.architecture.split('"')[1] ?? "";
  const cli = path.join(root, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs");
  const config = path.join(root, ".dependency-cruiser.mjs");
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [cli, "--config", config, "--output-type", "json", globs],
    { cwd: folder, maxBuffer: 256 * 1024 * 1024 },
  );
  return JSON.parse(stdout) as Report;
}

function withoutRule(breach: (typeof breaches)[number]): (typeof allowed)[number] {
  return [breach[1], breach[2]];
}
