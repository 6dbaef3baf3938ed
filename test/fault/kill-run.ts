import { lastEventNumber } from "../../src/realtime/event-store.ts";
import type { TestDatabase } from "../support/database.ts";
import { Load, type Platform, soundPlatform } from "./load.ts";
import { newSeed, Random } from "../support/random.ts";
import { report } from "./report.ts";
import { Site } from "./site.ts";
import { StreamFollower } from "./stream-follower.ts";
import { quiesce, verify } from "./verify.ts";
import { pause } from "./waiting.ts";

export interface KillRun {
  readonly what: string;
  readonly build: string;
  readonly database: TestDatabase;
  readonly kills: number;
  readonly onTestFinished: (end: () => Promise<void>) => void;
  readonly platform?: Platform;
}

/** A moment at which the hub has been at work for a while, however slow the machine is. */
async function atWork({ history }: Load, random: Random): Promise<void> {
  const replies = history.answered + random.between(0, 10);
  await pause(random.between(50, 500));
  for (let looks = 0; looks < 50 && history.answered < replies; looks += 1) await pause(20);
}

/** Kills a hub at work again and again; resolves with what was wrong in the end. */
export async function killRun(run: KillRun): Promise<readonly string[]> {
  const { build, database, kills, platform = { lostAnswers: 0.02, hangs: 0.02 } } = run;
  const what = `${run.what}, ${kills} kills`;
  const random = new Random(newSeed(what));
  const figures = report(what);
  const site = await Site.open(build, database.url);
  run.onTestFinished(() => site.close());
  const load = new Load(site, random, platform);
  await load.introduce();
  const follower = new StreamFollower(site);
  follower.start();
  run.onTestFinished(() => follower.stop());

  load.start();
  for (let kill = 1; kill <= kills; kill += 1) {
    // What hangs is ended by a kill; after the last one it would only be waited for.
    if (kill > kills - 2) load.platform = soundPlatform;
    await atWork(load, random);
    await site.killHub();
    const hub = site.launchHub();
    // One in ten isn't waited for: it may die before it serves.
    if (kill === kills || !random.chance(0.1)) await hub.ready;
  }
  await load.stop();
  await quiesce(site, database.queries);
  const violations = await verify(site, load.history, database.queries);
  await follower.upTo(await lastEventNumber(database.queries));
  await figures(site, load.history, database.queries);
  return [...violations, ...follower.violations()];
}
