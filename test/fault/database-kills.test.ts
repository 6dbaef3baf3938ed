import { describe, expect, inject, it } from "vitest";
import { openDatabase } from "../../src/db/database.ts";
import { describeOnMysql } from "../support/requirements.ts";
import { Load } from "./load.ts";
import { PrivateMariadb, whyNoPrivateMariadb } from "./private-mariadb.ts";
import { newSeed, Random } from "../support/random.ts";
import { report } from "./report.ts";
import { scale } from "./scale.ts";
import { Site } from "./site.ts";
import { quiesce, verify } from "./verify.ts";
import { pause } from "./waiting.ts";

const { databaseKills: kills, databaseAwayMs: awayMs } = scale;

if (whyNoPrivateMariadb !== undefined) {
  process.stdout.write(`skipped: a database that dies, because ${whyNoPrivateMariadb}\n`);
}

describeOnMysql("a hub whose database server dies", () => {
  describe.runIf(whyNoPrivateMariadb === undefined)("and comes back", () => {
    it("loses nothing that it acknowledged, refuses clearly meanwhile, and recovers by itself", async ({
      onTestFinished,
    }) => {
      const what = `database killed ${kills} times, and away for ${awayMs / 1000} s`;
      const random = new Random(newSeed(what));
      const figures = report(what);
      const server = await PrivateMariadb.install();
      onTestFinished(() => server.remove());
      await server.start();
      await server.query("create database hub");
      const site = await Site.open(inject("hubBuild"), server.url("hub"));
      onTestFinished(() => site.close());
      const { pid } = site.hub();
      const load = new Load(site, random);
      await load.introduce();
      site.door.answers.clear();

      load.start();
      for (let kill = 0; kill < kills; kill += 1) {
        await pause(random.between(100, 800));
        await server.kill();
        await pause(kill === 0 ? awayMs : random.between(0, 500));
        await server.start();
      }
      await load.stop();

      const database = openDatabase(server.url("hub"));
      onTestFinished(() => database.close());
      await quiesce(site, database.queries);
      const violations = await verify(site, load.history, database.queries);
      await figures(site, load.history, database.queries);
      expect(violations).toEqual([]);
      // It stayed up, and every webhook was either taken or to be brought again.
      expect(site.hub().address).toBeDefined();
      expect(site.hub().pid).toBe(pid);
      expect(new Set(site.door.answers.keys())).toEqual(new Set([200, 503]));
      expect([...load.history.refusedWith.keys()]).toEqual(["503 unavailable"]);
    });
  });
});
