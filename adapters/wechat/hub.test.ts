import { readFile } from "node:fs/promises";
import { ChannelError } from "switchboard/adapter";
import { TestHub } from "switchboard/adapter/testkit";
import { describe, expect, it, onTestFinished } from "vitest";
import { isolate } from "../../src/channels/isolation/isolate.ts";
import { listProcesses } from "../../src/channels/isolation/process-table.ts";
import { manyProcesses } from "../../test/support/command-line.ts";
import { startHub } from "../../test/support/hub.ts";
import { until } from "../../test/support/until.ts";
import { wechat } from "./index.ts";
import { WechatSimulator } from "./simulator.ts";

/** The real hub, with the session in a process of its own, beside a gateway of the test's own. */
async function startChannel(simulator = new WechatSimulator()) {
  const settings = (await simulator.start()) as Readonly<Record<string, string>>;
  onTestFinished(() => simulator.stop());
  const hub = await startHub();
  const { id } = await hub.app.channels.create(
    { adapter: "wechat", name: "微信", settings },
    "test",
  );
  const status = async () => (await hub.app.channels.get(id)).status;
  // Starting a process takes its time on a machine that is busy.
  const untilState = async (state: string): Promise<void> => {
    await expect.poll(async () => (await status()).state, { timeout: 40_000 }).toBe(state);
  };
  const texts = async (): Promise<readonly string[]> => {
    const rows = await hub.app.database.queries.selectFrom("messages").select("parts").execute();
    return rows.map(({ parts }) => /"text":"(.*?)"/.exec(parts)?.[1] ?? "").toSorted();
  };
  return { hub, id, simulator, status, untilState, texts };
}

describe("WeChat in a real hub", () => {
  it(
    "logs in, takes messages, and comes back after a break without a double",
    manyProcesses,
    async () => {
      const { hub, id, simulator, untilState, texts } = await startChannel();
      await untilState("connected");
      const wang = simulator.customer("王小明");
      await wang.send([{ type: "text", text: { text: "1 你好" } }]);
      await until("the first message", async () => (await texts()).length === 1);

      simulator.crash();
      const broken = await until("the break in the status", async () => {
        const { status: now } = await hub.app.channels.get(id);
        return now.state !== "connected" && now;
      });
      expect(JSON.stringify(broken)).toContain("shows on the phone only");
      expect(JSON.stringify(broken)).not.toContain(simulator.token);
      await untilState("connected");
      const { message } = (await hub.app.channels.get(id)).status;
      expect(message).toMatch(/^What was written from [\d: -]+ to [\d: -]+ \(UTC\) may be missing/);
      await wang.send([{ type: "text", text: { text: "2 还在吗" } }]);
      await simulator.redeliver(2);
      await until("the second message", async () => (await texts()).length >= 2);
      expect(await texts()).toEqual(["1 你好", "2 还在吗"]);
    },
  );

  it(
    "is ended when it needs more memory than it may have, and says so",
    manyProcesses,
    async () => {
      const { isolated } = wechat;
      if (isolated === undefined) throw new Error("It runs in the hub's own process.");
      const greedy = isolate({ ...wechat, isolated: { ...isolated, memoryLimitMb: 40 } });
      const simulator = new WechatSimulator();
      const hub = new TestHub(greedy, await simulator.start(), { patienceMs: 40_000 });
      onTestFinished(async () => {
        await hub.close();
        await simulator.stop();
      });
      const { error } = await hub.start().ended;
      expect(ChannelError.from(error).message).toMatch(/memory, more than the 40 MB that it may/);
    },
  );

  it("outlives its process, which is killed in the middle of work", manyProcesses, async () => {
    const { hub, id, simulator, untilState, texts } = await startChannel();
    await untilState("connected");
    const wang = simulator.customer("王小明");
    await wang.send([{ type: "text", text: { text: "1 你好" } }]);
    await until("the first message", async () => (await texts()).length === 1);

    const sessions = await sessionsOf(id);
    expect(sessions).toHaveLength(1);
    for (const pid of sessions) process.kill(pid, "SIGKILL");
    const broken = await until("the end in the status", async () => {
      const { status: now } = await hub.app.channels.get(id);
      return now.state !== "connected" && now;
    });
    expect(broken.message).toMatch(/process/);
    await untilState("connected");
    await wang.send([{ type: "text", text: { text: "2 还在吗" } }]);
    await simulator.redeliver(2);
    await until("the second message", async () => (await texts()).length >= 2);
    expect(await texts()).toEqual(["1 你好", "2 还在吗"]);
    await hub.app.channels.delete(id, "test");
    await until("no process", async () => (await sessionsOf(id)).length === 0);
  });
});

/** The processes of a channel's sessions: its id is in their command lines. */
async function sessionsOf(channelId: string): Promise<readonly number[]> {
  const children = (await listProcesses()).filter(({ parent }) => parent === process.pid);
  const lines = await Promise.all(
    children.map(async ({ pid }) => ({
      pid,
      line: await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => ""),
    })),
  );
  return lines.filter(({ line }) => line.split("\0").includes(channelId)).map(({ pid }) => pid);
}
