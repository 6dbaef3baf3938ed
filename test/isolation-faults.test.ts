import { describe, expect, it } from "vitest";
import { isolate } from "../src/channels/isolation/isolate.ts";
import {
  listProcesses,
  type ProcessEntry,
  withDescendants,
} from "../src/channels/isolation/process-table.ts";
import type { Channel } from "../src/channels/channel.ts";
import { startHub } from "./support/hub.ts";
import { adapter } from "./support/perilous/adapter.ts";
import { until } from "./support/until.ts";

/** What a library does, and what the channel's page then says. */
const mishaps: readonly (readonly [what: string, deed: string, says: RegExp])[] = [
  ["throws from a timer", "throw", /failed where nobody could catch it, and its process was ended/],
  ["rejects a promise that nobody waits for", "reject", /failed where nobody could catch it/],
  ["leaves", "exit", /^The adapter's process ended by itself \(code 0\)\.$/],
  ["is killed", "kill", /^The adapter's process was ended by SIGKILL\.$/],
  ["hangs", "loop", /did not answer for 3 s: it hung, and was ended/],
  ["leaks buffers", "leak", /used \d+ MB of memory, more than the 200 MB that it may/],
  ["fills the heap", "fill", /memory, more than the 200 MB that it may/],
];

describe("a library that, in a process of its own,", () => {
  it.each(mishaps)("%s: only its session ends, and starts again", async (_what, deed, says) => {
    const hub = await startPerilous();
    const good = await hub.connect();
    const bad = await hub.connect();
    const pids = [await hub.ask(good, "pid"), await hub.ask(bad, "pid")];
    const browser = await hub.ask(bad, "spawn");
    const left = await until("a browser with a process of its own", async () => {
      const family = withDescendants(await listProcesses(), new Set([Number(browser)]));
      return family.length > 1 && family;
    });

    await hub.ask(bad, deed);
    const told = await until("its end in the status", async () => {
      const { status } = await hub.channel(bad);
      return status.state === "reconnecting" && status;
    });
    expect(told).toMatchObject({
      code: "internal",
      message: expect.stringMatching(says) as string,
    });
    expect(await stillThere(left)).toEqual([]);
    await hub.connected(bad);
    expect(await hub.ask(bad, "pid")).not.toBe(pids[1]);

    const { state, since } = (await hub.channel(good)).status;
    expect([state, await hub.ask(good, "pid")]).toEqual(["connected", pids[0]]);
    expect(since < told.since).toBe(true);
  });

  it("prints whatever it likes: nobody reads it, and the session goes on", async () => {
    const hub = await startPerilous();
    const id = await hub.connect();
    const pid = await hub.ask(id, "pid");
    await hub.ask(id, "garbage");
    expect(await hub.ask(id, "pid")).toBe(pid);
    expect((await hub.channel(id)).status.state).toBe("connected");
  });

  it("doesn't hear that it shall end: it is ended, with all that it started", async () => {
    const hub = await startPerilous();
    const id = await hub.connect();
    const pids = new Set([await hub.ask(id, "pid"), await hub.ask(id, "spawn")].map(Number));
    const left = withDescendants(await listProcesses(), pids);
    await hub.ask(id, "deaf");
    await hub.pause(id);
    await until("its end", async () => (await hub.channel(id)).status.state === "stopped");
    expect(await stillThere(left)).toEqual([]);
  });

  it("says the same over and over: the hub hears it, and goes on", async () => {
    const hub = await startPerilous();
    const id = await hub.connect();
    await hub.ask(id, "status");
    expect(await hub.ask(id, "pid")).toMatch(/^\d+$/);
  });

  it("looks around in its environment, finds nothing that the hub is set to", async () => {
    process.env["ENCRYPTION_KEY"] = "not-for-libraries";
    try {
      const hub = await startPerilous();
      const environment = await hub.ask(await hub.connect(), "environment");
      expect(environment).toContain("PATH");
      expect(environment).not.toContain("not-for-libraries");
    } finally {
      delete process.env["ENCRYPTION_KEY"];
    }
  });
});

interface Perilous {
  /** Makes a channel and resolves with its id when it is connected. */
  connect(): Promise<string>;
  connected(id: string): Promise<void>;
  channel(id: string): Promise<Channel>;
  /** Has the library do something; resolves with what it says to it. */
  ask(id: string, deed: string): Promise<string>;
  pause(id: string): Promise<void>;
}

async function startPerilous(): Promise<Perilous> {
  const times = { lookEveryMs: 100, missedLooks: 30, abortMs: 500 };
  const { address, app } = await startHub({
    adapters: { perilous: () => Promise.resolve(isolate(adapter, times)) },
  });
  const perilous: Perilous = {
    async connect() {
      const wanted = { adapter: "perilous", name: "Shop", settings: {} };
      const { id } = await app.channels.create(wanted, "agent:1");
      await perilous.connected(id);
      return id;
    },
    async connected(id) {
      await until("a connection", async () => {
        return (await perilous.channel(id)).status.state === "connected";
      });
    },
    channel: (id) => app.channels.get(id),
    async ask(id, deed) {
      const response = await fetch(`${address}/webhooks/${id}`, { method: "POST", body: deed });
      expect(response.status).toBe(200);
      return await response.text();
    },
    async pause(id) {
      await app.channels.pause(id, "agent:1");
    },
  };
  return perilous;
}

async function stillThere(some: readonly ProcessEntry[]): Promise<readonly ProcessEntry[]> {
  const now = await listProcesses();
  return some.filter(({ pid, startedAt }) =>
    now.some((entry) => entry.pid === pid && entry.startedAt === startedAt),
  );
}
