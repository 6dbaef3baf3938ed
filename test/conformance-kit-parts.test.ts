import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { setImmediate as turn } from "node:timers/promises";
import type { InboundEvent, SessionStatus } from "switchboard/adapter";
import { describe, expect, test } from "vitest";
import { TestClock } from "../src/adapter/testkit/clock.ts";
import { Journal } from "../src/adapter/testkit/journal.ts";
import { LoopbackFetch } from "../src/adapter/testkit/loopback-fetch.ts";
import { watchResources } from "../src/adapter/testkit/resources.ts";
import { StatusRecord } from "../src/adapter/testkit/statuses.ts";
import { Changes } from "../src/adapter/testkit/until.ts";

const never = new AbortController().signal;
const self = { id: "shop" };

describe("waiting for a condition", () => {
  test("ends at the change that makes it true", async () => {
    const changes = new Changes();
    let ready = false;
    const waiting = changes.until("it", () => ready, 5000);
    ready = true;
    changes.happened();
    await expect(waiting).resolves.toBeUndefined();
  });

  test("notices what changes without being told", async () => {
    let looks = 0;
    await new Changes().until("the third look", () => (looks += 1) === 3, 5000);
    expect(looks).toBe(3);
  });

  test("in vain says what for, and what was found instead", async () => {
    const waiting = new Changes().until(
      "rain",
      () => false,
      20,
      () => "sunshine",
    );
    await expect(waiting).rejects.toThrow("Waited 20 ms in vain for rain; instead: sunshine");
  });

  test("ends with the error that the look throws", async () => {
    const look = (): boolean => {
      throw new Error("blind");
    };
    await expect(new Changes().until("it", look, 5000)).rejects.toThrow("blind");
  });
});

describe("the hub's clock", () => {
  test("hurried, lets an hour pass at once, also one that has begun", async () => {
    const clock = new TestClock();
    const before = clock.now().getTime();
    const begun = clock.sleep(3_600_000, never);
    clock.hurry();
    await begun;
    await clock.sleep(3_600_000, never);
    expect(clock.now().getTime() - before).toBeGreaterThanOrEqual(7_200_000);
  });

  test("gives up a sleep with the signal's reason", async () => {
    const abort = new AbortController();
    const sleeping = new TestClock().sleep(3_600_000, abort.signal);
    abort.abort(new Error("enough"));
    await expect(sleeping).rejects.toThrow("enough");
    await expect(new TestClock().sleep(1, abort.signal)).rejects.toThrow("enough");
  });

  test("relaxed, takes the time it says", async () => {
    const clock = new TestClock();
    clock.hurry();
    clock.relax();
    const abort = new AbortController();
    const before = clock.now().getTime();
    const long = clock.sleep(3_600_000, abort.signal).catch(() => "given up");
    await clock.sleep(1, never);
    abort.abort();
    expect(await long).toBe("given up");
    expect(clock.now().getTime() - before).toBeLessThan(3_600_000);
  });
});

describe("the hub's journal", () => {
  const event = (dedupeKey: string): InboundEvent => ({
    type: "typing",
    dedupeKey,
    at: new Date(),
    origin: "live",
    conversation: { id: "1", kind: "direct" },
    actor: { id: "2" },
    expiresInMs: 1,
  });
  const journal = (): Journal => new Journal(new Changes(), () => new Date());

  test("stores each key once and counts the others", async () => {
    const it = journal();
    await it.receive([event("a"), event("b"), event("a")]);
    await it.receive([event("b")]);
    expect(it.events.map(({ dedupeKey }) => dedupeKey)).toEqual(["a", "b"]);
    expect(it.duplicates).toBe(2);
  });

  test("stores neither event nor cursor when the commit fails", async () => {
    const it = journal();
    it.rejectNext(1);
    const cursor = { key: "offset", value: "7" };
    await expect(it.receive([event("a")], cursor)).rejects.toThrow("could not be written");
    expect([it.size, it.cursor("offset")]).toEqual([0, undefined]);
    await it.receive([event("a")], cursor);
    expect([it.size, it.cursor("offset")?.value]).toEqual([1, "7"]);
  });

  test("stores nothing while it is held", async () => {
    const it = journal();
    const commit = it.hold();
    const call = it.receive([event("a")]);
    await turn();
    await turn();
    expect([it.waiting, it.size]).toEqual([1, 0]);
    commit();
    await call;
    expect([it.waiting, it.size]).toEqual([0, 1]);
  });

  test("takes plain data only", async () => {
    const odd = { ...event("a"), raw: (() => {}) as unknown as null };
    await expect(journal().receive([odd])).rejects.toThrow("could not be cloned");
  });

  test("keeps a copy: what the adapter changes afterwards doesn't reach it", async () => {
    const it = journal();
    const mine = { ...event("a") };
    await it.receive([mine]);
    Object.assign(mine, { dedupeKey: "b" });
    expect(it.events[0]?.dedupeKey).toBe("a");
  });
});

describe("the record of a channel's life", () => {
  const connected: SessionStatus = { state: "connected", self };
  const reconnecting: SessionStatus = {
    state: "reconnecting",
    code: "unavailable",
    retryAt: new Date(),
  };
  const after = (...statuses: readonly SessionStatus[]): readonly string[] => {
    const record = new StatusRecord();
    record.begin();
    for (const status of statuses) record.add(status);
    record.end();
    return record.illegal;
  };

  test("has nothing against the way the contract describes", () => {
    const login: SessionStatus = { state: "login-required" };
    const syncing: SessionStatus = { state: "syncing", progress: 0.5 };
    const stopped: SessionStatus = { state: "stopped" };
    expect(
      after(
        { state: "starting" },
        login,
        syncing,
        syncing,
        connected,
        reconnecting,
        connected,
        stopped,
      ),
    ).toEqual([]);
    expect(after(connected)).toEqual([]);
  });

  test("notes every other step", () => {
    expect(after(connected, connected)).toEqual(["connected → connected"]);
    expect(after({ state: "stopped" }, connected)).toEqual(["stopped → connected"]);
    expect(after(reconnecting, { state: "starting" })).toEqual(["reconnecting → starting"]);
  });

  test("notes what comes after the end", () => {
    const record = new StatusRecord();
    record.begin();
    record.add(connected);
    record.end();
    record.add(reconnecting);
    expect(record.illegal).toEqual(["stopped → reconnecting"]);
  });
});

describe("the hub's fetch", () => {
  test("refuses every host but this machine, before it asks anyone", async () => {
    const { fetch } = new LoopbackFetch();
    for (const url of [
      "https://api.telegram.org/",
      "http://10.0.0.1/",
      "http://127.0.0.1.example/",
    ]) {
      await expect(fetch(url)).rejects.toThrow("must not leave the machine");
    }
  });

  test("counts what is read of an answer, and changes none of it", async () => {
    const server = createServer((_request, response) =>
      response.writeHead(206, { "x-kind": "test" }).end("12345"),
    );
    await once(server.listen(0, "127.0.0.1"), "listening");
    const network = new LoopbackFetch();
    const response = await network.fetch(
      `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    );
    expect([response.status, response.headers.get("x-kind"), await response.text()]).toEqual([
      206,
      "test",
      "12345",
    ]);
    expect([network.calls, network.bytesRead]).toEqual([1, 5]);
    server.closeAllConnections();
    await once(server.close(), "close");
  });
});

describe("the watch for what is left behind", () => {
  test("sees a timer and a listening socket, until they are ended", async () => {
    const watch = watchResources();
    const timer = setTimeout(() => {}, 60_000);
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    expect([...watch.leftOver()].sort()).toEqual(["1 × TCPSERVERWRAP", "1 × Timeout"]);
    clearTimeout(timer);
    await once(server.close(), "close");
    // Node tells of the end some turns of the event loop later.
    for (let turns = 0; turns < 100 && watch.leftOver().length > 0; turns += 1) await turn();
    expect(watch.leftOver()).toEqual([]);
    watch.end();
  });

  test("doesn't mind what was there before or what keeps nothing alive", () => {
    const before = setTimeout(() => {}, 60_000);
    const watch = watchResources();
    const harmless = setTimeout(() => {}, 60_000).unref();
    expect(watch.leftOver()).toEqual([]);
    watch.end();
    clearTimeout(before);
    clearTimeout(harmless);
  });
});
