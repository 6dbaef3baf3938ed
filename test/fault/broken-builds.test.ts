import { rm } from "node:fs/promises";
import { describe, expect, inject, it } from "vitest";
import { useDatabase } from "../support/database.ts";
import { type Sabotage, sabotaged } from "./build.ts";
import { killRun } from "./kill-run.ts";
import { scale } from "./scale.ts";

/** How often the platform's answer is lost, or never comes: what each build's fault needs to show. */
const loses = { lostAnswers: 0.3, hangs: 0.1 };
const hangs = { lostAnswers: 0.1, hangs: 0.4 };

/** What is wrong with each build, what the check has to find, and on which platform. */
const broken: readonly (readonly [string, Sabotage, string, typeof loses])[] = [
  [
    "acknowledges before the commit",
    {
      file: "src/inbox/ingest.js",
      find: "receive(channelId, events, cursor) {",
      replace: `receive(...call) {
        setTimeout(() => this.later(...call), 50);
        return Promise.resolve();
      }
      later(channelId, events, cursor) {`,
    },
    "lost",
    loses,
  ],
  [
    "sends again what may have arrived",
    {
      file: "src/delivery/retry-policy.js",
      find: 'return { next: "unknown" };',
      replace: 'return { next: "again", dueAt: now };',
    },
    "sent twice",
    loses,
  ],
  [
    "sends again what was under way when it died",
    {
      file: "src/delivery/abandoned.js",
      find: 'mayHaveBegun ? "unknown" : "queued"',
      replace: '"queued"',
    },
    "sent twice",
    hangs,
  ],
];

describe("the check finds what is wrong with a hub that", () => {
  const database = useDatabase("sqlite");

  it.for(scale.kills < 50 ? broken.slice(0, 2) : broken)(
    "%s",
    async ([what, sabotage, kind, platform], { onTestFinished }) => {
      const build = await sabotaged(inject("hubBuild"), sabotage);
      onTestFinished(() => rm(build, { recursive: true, force: true }));
      const violations = await killRun({
        what: `a build that ${what}`,
        build,
        database: database(),
        kills: 8,
        onTestFinished,
        platform,
      });
      const kinds = violations.map((violation) => violation.split(":", 1)[0] ?? "");
      const counts = [...new Set(kinds)].map(
        (one) => `${kinds.filter((k) => k === one).length} × ${one}`,
      );
      process.stdout.write(`fault: found of a build that ${what}: ${counts.join(", ")}\n`);
      expect(violations.filter((violation) => violation.startsWith(`${kind}:`))).not.toEqual([]);
    },
  );
});
