import { describe, expect, inject, it } from "vitest";
import { useDatabase } from "../support/database.ts";
import { databasesUnderTest } from "../support/requirements.ts";
import { Load } from "./load.ts";
import { Random, seed } from "./random.ts";
import { report } from "./report.ts";
import { Site } from "./site.ts";
import { quiesce, verify } from "./verify.ts";
import { pause } from "./waiting.ts";

const kills = Number(process.env["FAULT_KILLS"] ?? 200);

describe.each(databasesUnderTest())("a hub on %s that is killed again and again", (name) => {
  const database = useDatabase(name);

  it("loses nothing, doubles nothing and hides nothing", async ({ onTestFinished }) => {
    const figures = report(`${name}, ${kills} kills`);
    const site = await Site.open(inject("hubBuild"), database().url);
    onTestFinished(() => site.close());
    const random = new Random(seed());
    const load = new Load(site, random);
    await load.introduce();

    load.start();
    for (let kill = 1; kill <= kills; kill += 1) {
      await pause(random.between(100, 1200));
      await site.killHub();
      const hub = site.launchHub();
      // One in ten isn't waited for: it may die before it serves.
      if (kill === kills || !random.chance(0.1)) await hub.ready;
    }
    await load.stop();
    await quiesce(site, database().queries);
    const violations = await verify(site, load.history, database().queries);
    await figures(site, load.history, database().queries);
    expect(violations).toEqual([]);
  });
});
