import { describe, expect, inject, it } from "vitest";
import { useDatabase } from "../support/database.ts";
import { databasesUnderTest } from "../support/requirements.ts";
import { killRun } from "./kill-run.ts";
import { scale } from "./scale.ts";

describe.each(databasesUnderTest())("a hub on %s that is killed again and again", (name) => {
  const database = useDatabase(name);

  it("loses nothing, doubles nothing and hides nothing", async ({ onTestFinished }) => {
    const build = inject("hubBuild");
    const run = { what: name, build, database: database(), kills: scale.kills, onTestFinished };
    expect(await killRun(run)).toEqual([]);
  });
});
