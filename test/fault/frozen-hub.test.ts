import { expect, inject, it } from "vitest";
import { useDatabase } from "../support/database.ts";
import { newSeed, Random } from "../support/random.ts";
import { describeOnMysql } from "../support/requirements.ts";
import { channelOwners } from "./channel-owners.ts";
import { Load } from "./load.ts";
import { report } from "./report.ts";
import { Site } from "./site.ts";
import { quiesce, verify } from "./verify.ts";
import { eventually, pause } from "./waiting.ts";

describeOnMysql("two hubs on one database", () => {
  const database = useDatabase("mysql");

  it("keep apart when one of them freezes, loses its channels and wakes up again", async ({
    onTestFinished,
  }) => {
    const what = "two hubs, one of them frozen";
    const random = new Random(newSeed(what));
    const figures = report(what);
    const site = await Site.open(inject("hubBuild"), database().url, 2);
    onTestFinished(() => site.close());
    const load = new Load(site, random);
    await load.introduce();

    load.start();
    const sleeper = site.hub(0);
    sleeper.freeze();
    await eventually("the other hub to take over", async () => {
      const owners = await channelOwners(database());
      return owners.every((pid) => pid === site.hub(1).pid);
    });
    await pause(1_000);
    sleeper.thaw();
    // It finds out what happened, and the two go on together for a while.
    await pause(6_000);
    await load.stop();
    await quiesce(site, database().queries);
    const violations = await verify(site, load.history, database().queries);
    await figures(site, load.history, database().queries);
    expect(violations).toEqual([]);
    expect(site.addresses()).toHaveLength(2);
  });
});
