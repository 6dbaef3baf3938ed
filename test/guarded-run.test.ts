import { execFile } from "node:child_process";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { root } from "./support/sources.ts";

interface Run {
  readonly status: number;
  readonly output: string;
}

describe("a run of tests", () => {
  let run: Run;

  beforeAll(async () => {
    run = await runFixture({ SWITCHBOARD_TEST_CHROMIUM: "/nowhere/chromium" });
  });

  it("fails a test that left the machine, although its code swallowed the refusal", () => {
    expect(run.status).toBe(1);
    expect(run.output).toContain("refused a connection to 203.0.113.7:80");
    expect(run.output).toMatch(/Tests\s+1 failed \| 1 passed/);
  });

  it("names at its end what it had to skip, and why", () => {
    const lines = run.output.split("\n");
    expect(lines).toContain("skipped: mysql suites, because nothing answers at 127.0.0.1:1");
    expect(lines).toContain(
      "skipped: browser suites, because no Chromium was found; set SWITCHBOARD_TEST_CHROMIUM to its binary",
    );
  });

  it("fails instead when what it had to skip is required", async () => {
    const { status, output } = await runFixture({ SWITCHBOARD_REQUIRE: "mysql" });
    expect(status).toBe(1);
    expect(output).toContain("mysql is required, but nothing answers at 127.0.0.1:1");
  });

  it("refuses to require what it doesn't know", async () => {
    const { status, output } = await runFixture({ SWITCHBOARD_REQUIRE: "oracle" });
    expect(status).toBe(1);
    expect(output).toContain("oracle is neither mysql nor browser");
  });
});

/** Runs test/fixtures/guarded with a MySQL address where nobody listens. */
function runFixture(settings: Readonly<Record<string, string>>): Promise<Run> {
  const vitest = path.join(root, "node_modules/vitest/vitest.mjs");
  const { SWITCHBOARD_REQUIRE: _, NODE_OPTIONS: __, ...inherited } = process.env;
  const env = { ...inherited, SWITCHBOARD_TEST_MYSQL_URL: "mysql://root@127.0.0.1:1", ...settings };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [vitest, "run", "--no-color", "--root", path.join(root, "test/fixtures/guarded")],
      { env: { ...env, NO_COLOR: "1" }, encoding: "utf8" },
      (error, stdout, stderr) => {
        resolve({ status: Number(error?.code ?? 0), output: `${stdout}${stderr}`.trimEnd() });
      },
    );
  });
}
