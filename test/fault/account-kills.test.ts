import { describe, expect, inject, it } from "vitest";
import type { PlatformSimulator } from "switchboard/adapter/testkit";
import { WechatSimulator } from "../../adapters/wechat/simulator.ts";
import { WhatsAppSimulator } from "../../adapters/whatsapp/simulator.ts";
import { useDatabase } from "../support/database.ts";
import { newSeed, Random } from "../support/random.ts";
import { describeInBrowser } from "../support/requirements.ts";
import { Account } from "./account.ts";
import { AccountLoad } from "./account-load.ts";
import { verifyAccount } from "./account-verify.ts";
import { scale } from "./scale.ts";
import { pause } from "./waiting.ts";

function killedUnderLoad(adapter: string, newSimulator: () => PlatformSimulator): void {
  const database = useDatabase("sqlite");

  it.each(["hub", "session"] as const)(
    "loses nothing without a word, doubles nothing and leaves no process when the %s is killed",
    async (victim) => {
      const what = `${adapter}, ${scale.accountKills} kills of the ${victim}`;
      const random = new Random(newSeed(what));
      const begun = performance.now();
      const account = await Account.open({
        adapter,
        simulator: newSimulator(),
        build: inject("hubBuild"),
        databaseUrl: database().url,
      });
      try {
        const load = new AccountLoad(account, random);
        await load.introduce();
        load.start();
        for (let kill = 1; kill <= scale.accountKills; kill += 1) {
          await account.connected();
          await pause(random.between(0, 1_500));
          await (victim === "hub" ? account.killHub() : account.killSession());
          if (victim === "session" && kill > 2) await account.reconnect();
        }
        await account.connected();
        await load.stop();
        const violations = await verifyAccount(account, load, database().queries);
        const seconds = Math.round((performance.now() - begun) / 1000);
        process.stdout.write(
          `fault: ${what}: ${load.written.length} messages, ${load.asked.length} replies, ${seconds} s\n`,
        );
        expect(violations).toEqual([]);
      } finally {
        await account.close();
      }
    },
  );
}

describe("WeChat, in a process of its own", () => {
  killedUnderLoad("wechat", () => new WechatSimulator());
});

describeInBrowser("WhatsApp, in a process and a browser of its own", () => {
  killedUnderLoad("whatsapp", () => new WhatsAppSimulator());
});
