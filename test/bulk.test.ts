import { describe, expect, it, onTestFinished } from "vitest";
import { openDatabase } from "../src/db/database.ts";
import { BulkChanges } from "../src/inbox/bulk-changes.ts";
import { BulkWorker } from "../src/inbox/bulk-worker.ts";
import { EventLog } from "../src/realtime/event-log.ts";
import { type Client, useApi } from "./support/api.ts";
import { useDatabase } from "./support/database.ts";
import { databasesUnderTest } from "./support/requirements.ts";
import { textMessage } from "./support/scripted-adapter.ts";
import { until } from "./support/until.ts";

const nowhere = "01890000-0000-7000-8000-000000000000";

interface Bulk {
  readonly id: string;
  readonly state: string;
  readonly total: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly failures: readonly { conversationId: string; title: string; code: string }[];
  readonly canUndo: boolean;
}

describe.each(databasesUnderTest())("a change to many conversations, on %s", (name) => {
  const database = useDatabase(name);
  const api = useApi(database);

  /** Carries them out, until the test is over or it is stopped. */
  function work(): BulkWorker {
    const { bulkChanges, events, auth, desk } = api();
    const worker = new BulkWorker({
      database: database(),
      events,
      bulkChanges,
      clock: desk.clock,
      log: desk.log,
      mayStillChange: (key) => auth.standing.stillMay(key, "conversations:write"),
    });
    worker.start();
    onTestFinished(() => worker.stop());
    return worker;
  }
  async function conversations(count: number): Promise<readonly string[]> {
    const ids: string[] = [];
    for (let made = 0; made < count; made += 1) {
      ids.push((await api().conversation()).conversationId);
    }
    return ids;
  }
  const start = async (as: Client, conversationIds: readonly string[], change: object, key = "") =>
    await api().call("/api/v1/bulk-changes", {
      method: "POST",
      as,
      body: { conversationIds, change },
      headers: key === "" ? {} : { "Idempotency-Key": key },
    });
  const look = async (as: Client, { id }: Pick<Bulk, "id">): Promise<Bulk> =>
    (await api().call(`/api/v1/bulk-changes/${id}`, { as })).body as unknown as Bulk;
  const finished = async (as: Client, bulk: Pick<Bulk, "id">): Promise<Bulk> =>
    await until("the end", async () => {
      const now = await look(as, bulk);
      return now.state !== "running" && now;
    });
  const run = async (as: Client, ids: readonly string[], change: object): Promise<Bulk> =>
    finished(as, (await start(as, ids, change)).body as unknown as Bulk);
  const act = async (as: Client, { id }: Pick<Bulk, "id">, what: "cancel" | "undo") =>
    await api().call(`/api/v1/bulk-changes/${id}/${what}`, { method: "POST", as });
  const get = async (as: Client, id: string) =>
    (await api().call(`/api/v1/conversations/${id}`, { as })).body;

  it("does everything that can be done to one, and says so in each thread", async () => {
    const ann = await api().person("agent", "Ann");
    const ids = await conversations(3);
    await api().call(`/api/v1/conversations/${ids[0] ?? ""}`, {
      method: "PATCH",
      as: ann,
      body: { labels: ["old", "vip"], priority: "high" },
    });
    work();
    const change = {
      status: "snoozed",
      snoozedUntil: "2026-02-01T09:00:00.000Z",
      assigneeId: ann.agentId,
      priority: "high",
      addLabels: ["sale"],
      removeLabels: ["old"],
      read: true,
    };
    const done = await run(ann, ids, change);
    expect(done).toMatchObject({ state: "done", total: 3, changed: 3, unchanged: 0, failures: [] });
    const { status, snoozedUntil, assigneeId, priority } = change;
    for (const [index, id] of ids.entries()) {
      const labels = index === 0 ? ["sale", "vip"] : ["sale"];
      const is = { status, snoozedUntil, assigneeId, priority, labels, unreadCount: 0 };
      expect(await get(ann, id)).toMatchObject(is);
      const { body } = await api().call(`/api/v1/conversations/${id}/messages`, { as: ann });
      const last = (body["items"] as { author: object; activity: object }[]).at(-1);
      expect(last).toMatchObject({ author: { name: "Ann" }, activity: { status: "snoozed" } });
    }
  });

  it("names what could not be changed, and leaves nothing else undone for it", async () => {
    const ann = await api().person("agent", "Ann");
    const [one = "", two = ""] = await conversations(2);
    await api().call(`/api/v1/conversations/${two}`, {
      method: "PATCH",
      as: ann,
      body: { status: "resolved" },
    });
    work();
    const done = await run(ann, [nowhere, one, two, one], { status: "resolved" });
    expect(done).toMatchObject({ state: "done", total: 3, changed: 1, unchanged: 1 });
    expect(done.failures).toEqual([{ conversationId: nowhere, title: "", code: "not-found" }]);
  });

  it("is one, however often it is asked for with its key", async () => {
    const ann = await api().person("agent", "Ann");
    const ids = await conversations(1);
    const [first, again] = await Promise.all([
      start(ann, ids, { addLabels: ["a"] }, "k1"),
      start(ann, ids, { addLabels: ["a"] }, "k1"),
    ]);
    expect([first.status, again.status]).toEqual([202, 202]);
    expect(again.body["id"]).toBe(first.body["id"]);
    const other = await start(ann, ids, { addLabels: ["b"] }, "k1");
    expect(other.body["code"]).toBe("idempotency-key-reused");
  });

  it("is taken back where nothing else has happened since, once", async () => {
    const ann = await api().person("agent", "Ann");
    const { conversationId: one, channelId } = await api().conversation();
    const [two = ""] = await conversations(1);
    const before = await get(ann, two);
    work();
    const done = await run(ann, [one, two], { status: "resolved", addLabels: ["x"], read: true });
    expect(done.canUndo).toBe(true);
    await api().ingest.receive(channelId, [textMessage("2", "One more thing")]);
    const undoing = (await act(ann, done, "undo")).body as unknown as Bulk;
    const undone = await finished(ann, undoing);
    expect(undone).toMatchObject({ undoes: done.id, changed: 1, canUndo: false });
    expect(undone.failures).toEqual([
      { conversationId: one, title: "王小明", code: "changed-since" },
    ]);
    const { version: _, ...is } = await get(ann, two);
    expect(before).toMatchObject(is);
    expect((await act(ann, done, "undo")).body["code"]).toBe("conflict");
    expect((await look(ann, done)).canUndo).toBe(false);
  });

  it("stops when it is cancelled, and what was done can be undone", async () => {
    const ann = await api().person("agent", "Ann");
    const ids = await conversations(2);
    const { body } = await start(ann, ids, { status: "resolved" });
    const bulk = body as unknown as Bulk;
    expect((await act(ann, bulk, "undo")).body["code"]).toBe("conflict");
    expect((await act(ann, bulk, "cancel")).body).toMatchObject({ state: "cancelled", changed: 0 });
    work();
    // One that comes later is done, so the worker has been there.
    await run(ann, ids.slice(0, 1), { priority: "urgent" });
    expect(await get(ann, ids[1] ?? "")).toMatchObject({ status: "open" });
    expect(await look(ann, bulk)).toMatchObject({ state: "cancelled", changed: 0, total: 2 });
  });

  it("goes on after a restart, and is done once by two processes at it together", async () => {
    const ann = await api().person("agent", "Ann");
    const ids = await conversations(6);
    const { body } = await start(ann, ids, { addLabels: ["sale"] });
    // Nobody has worked on it for a while.
    await api().desk.clock.advance(60_000);
    const there = openDatabase(database().url);
    onTestFinished(() => there.close());
    const { auth, desk } = api();
    const elsewhere = new BulkWorker({
      database: there,
      events: new EventLog(there),
      bulkChanges: new BulkChanges({
        database: there,
        clock: desk.clock,
        isAgent: async () => true,
      }),
      clock: desk.clock,
      log: desk.log,
      mayStillChange: (key) => auth.standing.stillMay(key, "conversations:write"),
    });
    elsewhere.start();
    onTestFinished(() => elsewhere.stop());
    work();
    const done = await finished(ann, body as unknown as Bulk);
    expect(done).toMatchObject({ state: "done", total: 6, changed: 6 });
    for (const id of ids) {
      const thread = await api().call(`/api/v1/conversations/${id}/messages`, { as: ann });
      const items = thread.body["items"] as { direction: string }[];
      expect(items.filter(({ direction }) => direction === "activity")).toHaveLength(1);
    }
  });

  it("ends with the account of who asked for it", async () => {
    const [admin, ann] = [await api().person("admin"), await api().person("agent", "Ann")];
    const ids = await conversations(1);
    await start(ann, ids, { status: "resolved" });
    await api().call(`/api/v1/agents/${ann.agentId}`, { method: "DELETE", as: admin });
    await api().desk.clock.advance(60_000);
    work();
    const row = await until("the end", async () => {
      const found = await database().queries.selectFrom("bulk_changes").selectAll().execute();
      return found[0]?.state !== "running" && found[0];
    });
    expect(row.state).toBe("cancelled");
    expect(await get(admin, ids[0] ?? "")).toMatchObject({ status: "open" });
  });

  it("is nobody else's, is bounded, and is refused where it makes no sense", async () => {
    const [ann, ben] = [await api().person("agent", "Ann"), await api().person("agent", "Ben")];
    const ids = await conversations(1);
    const { body } = await start(ann, ids, { status: "resolved" });
    const path = `/api/v1/bulk-changes/${body["id"] as string}`;
    expect((await api().call(path, { as: ben })).status).toBe(404);
    expect((await api().call(`${path}/cancel`, { method: "POST", as: ben })).status).toBe(404);
    expect((await api().call(`${path}/undo`, { method: "POST", as: ben })).status).toBe(404);
    const statusOf = async (...call: Parameters<typeof start>) => (await start(...call)).status;
    expect(await statusOf(ann, ids, {})).toBe(400);
    expect(await statusOf(ann, [], { status: "open" })).toBe(400);
    expect(await statusOf(ann, ids, { assigneeId: nowhere })).toBe(400);
    expect(await statusOf(ann, ids, { status: "open", snoozedUntil: null })).toBe(400);
    const past = { status: "snoozed", snoozedUntil: "2020-01-01T00:00:00.000Z" };
    expect(await statusOf(ann, ids, past)).toBe(400);
    const many = Array.from(
      { length: 1001 },
      (_, at) => `01890000-0000-7000-8000-${String(at).padStart(12, "0")}`,
    );
    expect(await statusOf(ann, many, { status: "open" })).toBe(400);
    expect(await statusOf(ann, many.slice(1), { status: "open" })).toBe(202);
    for (let more = 2; more < 10; more += 1) await start(ann, ids, { status: "open" });
    expect((await start(ann, ids, { status: "open" })).body["code"]).toBe("conflict");
    expect(await statusOf(ben, ids, { status: "open" })).toBe(202);
  });

  it("is forgotten a week after it was over", async () => {
    const ann = await api().person("agent", "Ann");
    const { body } = await start(ann, await conversations(1), { status: "resolved" });
    await act(ann, body as unknown as Bulk, "cancel");
    await api().desk.clock.advance(7 * 24 * 60 * 60_000 + 1);
    await start(ann, [nowhere], { status: "resolved" });
    await api().bulkChanges.sweep();
    const left = await database().queries.selectFrom("bulk_items").selectAll().execute();
    expect(left.map(({ conversation_id: id }) => id)).toEqual([nowhere]);
  });
});
