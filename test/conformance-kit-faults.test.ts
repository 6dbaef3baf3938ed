import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { lifeFaults } from "./support/planted/life-faults.ts";
import type { Fault } from "./support/planted/plant.ts";
import { receivingFaults } from "./support/planted/receiving-faults.ts";
import { sendingFaults } from "./support/planted/sending-faults.ts";

/** What vitest's JSON reporter writes, as far as it is read here. */
interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly ancestorTitles: readonly string[];
      readonly title: string;
      readonly status: string;
    }[];
  }[];
}

const faults: readonly Fault[] = [...lifeFaults, ...receivingFaults, ...sendingFaults];
const root = fileURLToPath(new URL("..", import.meta.url));
let directory: string;
/** By the adapter's name: "suite > test" → how it ended. */
let outcomes: ReadonlyMap<string, ReadonlyMap<string, string>>;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "switchboard-planted-"));
  outcomes = read(await runPlanted(join(directory, "report.json")));
}, 300_000);

afterAll(() => rm(directory, { recursive: true, force: true }));

describe("the conformance kit finds, with exactly these tests, an adapter that", () => {
  test.each(faults)("$name", ({ name, found }) => {
    const results = [...(outcomes.get(name) ?? [])];
    const failed = results.filter(([, status]) => status === "failed").map(([title]) => title);
    expect(failed.sort()).toEqual([...found].sort());
    expect(results.length).toBeGreaterThan(100);
    expect(new Set(results.map(([, status]) => status))).toEqual(new Set(["passed", "failed"]));
  });
});

async function runPlanted(report: string): Promise<Report> {
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  const config = join(root, "test/support/planted/vitest.config.ts");
  const args = ["run", "--config", config, "--reporter=json", `--outputFile=${report}`];
  // Tests fail on purpose, so the exit code says nothing; a run that went wrong leaves no report.
  const child = spawn(process.execPath, [vitest, ...args], { cwd: root, stdio: "ignore" });
  await new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
  return JSON.parse(await readFile(report, "utf8")) as Report;
}

function read({ testResults }: Report): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const byAdapter = new Map<string, Map<string, string>>();
  for (const { ancestorTitles, title, status } of testResults.flatMap(
    (it) => it.assertionResults,
  )) {
    const [adapter = "", ...suite] = ancestorTitles.filter((it) => it !== "");
    const tests = byAdapter.get(adapter) ?? new Map<string, string>();
    byAdapter.set(adapter, tests.set([...suite, title].join(" > "), status));
  }
  return byAdapter;
}
