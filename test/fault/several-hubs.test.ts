import { expect, inject, it } from "vitest";
import { lastEventNumber } from "../../src/realtime/event-store.ts";
import { channelOwners } from "./channel-owners.ts";
import type { TestDatabase } from "../support/database.ts";
import { useDatabase } from "../support/database.ts";
import { describeOnMysql } from "../support/requirements.ts";
import { Load } from "./load.ts";
import { PollWatch } from "./poll-watch.ts";
import { newSeed, Random } from "../support/random.ts";
import { report } from "./report.ts";
import { scale } from "./scale.ts";
import { Site } from "./site.ts";
import { StreamFollower } from "./stream-follower.ts";
import { quiesce, verify } from "./verify.ts";
import { eventually, pause } from "./waiting.ts";

const kills = scale.killsOfSeveral;

describeOnMysql("two hubs on one database", () => {
  const database = useDatabase("mysql");

  it("share the work without doing it twice while one of them is killed now and then", async ({
    onTestFinished,
  }) => {
    const what = `two hubs, ${kills} kills`;
    const random = new Random(newSeed(what));
    const figures = report(what);
    const watch = new PollWatch();
    watch.start();
    onTestFinished(() => watch.stop());
    const site = await Site.open(inject("hubBuild"), database().url, 2);
    onTestFinished(() => site.close());
    const load = new Load(site, random);
    await load.introduce();

    const follower = new StreamFollower(site);
    follower.start();
    onTestFinished(() => follower.stop());
    load.start();
    for (let kill = 0; kill < kills; kill += 1) {
      await pause(random.between(200, 1500));
      const victim = random.between(0, 2);
      await site.killHub(victim);
      // Some come back at once; others stay away until the one that is left has taken over.
      if (random.chance(0.4)) await everyChannelHeld(database());
      await site.startHub(victim);
    }
    await load.stop();
    await quiesce(site, database().queries);
    const violations = await verify(site, load.history, database().queries);
    await figures(site, load.history, database().queries);
    await follower.upTo(await lastEventNumber(database().queries));
    expect([...violations, ...follower.violations()]).toEqual([]);
    // At least once after each start, and never two at a time.
    expect(watch.polls).toBeGreaterThan(kills);
    expect(watch.most).toBe(1);
  });
});

/** Until no channel is held by a process that is gone. */
async function everyChannelHeld(database: TestDatabase): Promise<void> {
  await eventually("the hub that is left to run all channels", async () => {
    const owners = await channelOwners(database);
    return owners.every((pid) => pid !== undefined && isRunning(pid));
  });
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    // ESRCH: there is no such process.
    return false;
  }
}
