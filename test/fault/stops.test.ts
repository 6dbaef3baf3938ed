import { describe, expect, inject, it } from "vitest";
import { useDatabase } from "../support/database.ts";
import { databasesUnderTest } from "../support/requirements.ts";
import type { Ending } from "./hub-process.ts";
import { Load, soundPlatform } from "./load.ts";
import { newSeed, Random } from "../support/random.ts";
import { report } from "./report.ts";
import { scale } from "./scale.ts";
import { Site } from "./site.ts";
import { quiesce, verify } from "./verify.ts";
import { pause } from "./waiting.ts";

const { stops } = scale;
/** What orchestrators and systemd grant at least. */
const stopWithinMs = 20_000;
const stillRunning = "still running";

async function tooLate(): Promise<typeof stillRunning> {
  await pause(stopWithinMs);
  return stillRunning;
}

describe.each(databasesUnderTest())("a hub on %s that is told to stop at work", (name) => {
  const database = useDatabase(name);

  it("finishes what is under way, in time, and leaves nothing unknown", async ({
    onTestFinished,
  }) => {
    const what = `${name}, ${stops} stops`;
    const random = new Random(newSeed(what));
    const figures = report(what);
    const site = await Site.open(inject("hubBuild"), database().url);
    onTestFinished(() => site.close());
    // Every answer arrives, so that whatever is unknown in the end was the stop's doing.
    const load = new Load(site, random, soundPlatform);
    await load.introduce();

    load.start();
    const endings: (Ending | typeof stillRunning)[] = [];
    for (let stop = 0; stop < stops; stop += 1) {
      await pause(random.between(100, 700));
      const ending = await Promise.race([site.terminateHub(), tooLate()]);
      if (ending === stillRunning) await site.killHub();
      endings.push(ending);
      await site.startHub();
    }
    await load.stop();
    await quiesce(site, database().queries);
    const violations = await verify(site, load.history, database().queries);
    await figures(site, load.history, database().queries);
    expect(violations).toEqual([]);
    expect(endings).toEqual(endings.map(() => ({ code: 0, signal: null })));
    const unknown = await database()
      .queries.selectFrom("messages")
      .select("id")
      .where("delivery_state", "=", "unknown")
      .execute();
    expect(unknown).toEqual([]);
  });
});
