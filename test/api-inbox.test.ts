import { describe, expect, it } from "vitest";
import { type Client, useApi } from "./support/api.ts";
import { useDatabase } from "./support/database.ts";
import { databasesUnderTest } from "./support/requirements.ts";
import { textMessage } from "./support/scripted-adapter.ts";

type Item = Readonly<Record<string, unknown>>;
const text = (value: string) => ({ parts: [{ type: "text", text: { text: value } }] });
const wordIn = (parts: unknown): string | undefined =>
  /"text":"(\w+)"/.exec(JSON.stringify(parts))?.[1];
const list = (body: Item): Item[] => body["items"] as Item[];

describe.each(databasesUnderTest())("the inbox over HTTP on %s", (name) => {
  const database = useDatabase(name);
  const api = useApi(database);
  const post = (path: string, as: Client, body?: unknown, headers: Record<string, string> = {}) =>
    api().call(path, { method: "POST", as, headers, ...(body === undefined ? {} : { body }) });

  it("lists what customers wrote, newest activity first, in pages", async () => {
    const as = await api().person("agent");
    const { channelId } = await api().conversation();
    for (const from of ["b", "c", "d"]) {
      await api().ingest.receive(channelId, [textMessage(`m-${from}`, `from ${from}`, from)]);
    }
    const seen: unknown[] = [];
    let cursor: string | null = null;
    do {
      const query = cursor === null ? "" : `&cursor=${cursor}`;
      const { body } = await api().call(`/api/v1/conversations?limit=2${query}`, { as });
      seen.push(...list(body).map((item) => item["id"]));
      cursor = body["nextCursor"] as string | null;
    } while (cursor !== null);
    expect(new Set(seen).size).toBe(4);
    expect(seen).toHaveLength(4);
  });

  it("filters by status, assignee, channel, label and unread", async () => {
    const as = await api().person("agent");
    const { channelId, conversationId } = await api().conversation();
    await api().ingest.receive(channelId, [textMessage("2", "other", "other")]);
    const one = `/api/v1/conversations/${conversationId}`;
    const changed = await api().call(one, {
      method: "PATCH",
      as,
      body: { status: "pending", assigneeId: as.agentId, labels: ["vip", "退款"] },
    });
    expect(changed.body).toMatchObject({
      status: "pending",
      assigneeId: as.agentId,
      labels: ["vip", "退款"],
    });
    await post(`${one}/read`, as);
    const found = async (query: string) =>
      list((await api().call(`/api/v1/conversations?${query}`, { as })).body).map(
        (item) => item["id"] === conversationId,
      );
    expect(await found("status=pending")).toEqual([true]);
    expect(await found("status=open")).toEqual([false]);
    expect(new Set(await found("status=open&status=pending"))).toEqual(new Set([false, true]));
    expect(await found("assignee=me")).toEqual([true]);
    expect(await found("assignee=none")).toEqual([false]);
    expect(await found(`label=${encodeURIComponent("退款")}`)).toEqual([true]);
    expect(await found("unread=true")).toEqual([false]);
    expect(await found(`channel=${channelId}`)).toHaveLength(2);
    expect(await found("channel=01890000-0000-7000-8000-000000000000")).toEqual([]);
  });

  it("stores a reply, once for one idempotency key", async () => {
    const as = await api().person("agent", "Li Na");
    const { conversationId } = await api().conversation();
    const path = `/api/v1/conversations/${conversationId}/messages`;
    const key = { "Idempotency-Key": "k-1" };
    const first = await post(path, as, text("您好！"), key);
    expect(first.status).toBe(201);
    expect(first.body).toMatchObject({
      direction: "outbound",
      author: { kind: "agent", name: "Li Na" },
      parts: [{ type: "text", text: { text: "您好！" } }],
    });
    const again = await post(path, as, text("您好！"), key);
    expect([again.status, again.body["id"]]).toEqual([201, first.body["id"]]);
    const other = await post(path, as, text("something else"), key);
    expect([other.status, other.body["code"]]).toEqual([422, "idempotency-key-reused"]);
    const bad = await post(path, as, text("x"), { "Idempotency-Key": "a b" });
    expect(bad.body["errors"]).toMatchObject([{ in: "header", field: "idempotency-key" }]);
    const { body } = await api().call(path, { as });
    expect(list(body)).toHaveLength(2);
  });

  it("takes a reply of a megabyte, and no longer one", async () => {
    const as = await api().person("agent");
    const { conversationId } = await api().conversation();
    const path = `/api/v1/conversations/${conversationId}/messages`;
    const longest = "长".repeat(1_048_576);
    const answer = await post(path, as, text(longest));
    expect([answer.status, answer.text.includes(longest)]).toEqual([201, true]);
    expect((await post(path, as, text(`${longest}x`))).body["code"]).toBe("invalid-request");
  });

  it("holds a reply back when the customer wrote meanwhile, and says what is new", async () => {
    const as = await api().person("agent");
    const { channelId, conversationId } = await api().conversation();
    const one = `/api/v1/conversations/${conversationId}`;
    const { version } = (await api().call(one, { as })).body as { version: number };
    await api().ingest.receive(channelId, [textMessage("2", "wait!")]);
    const stale = await post(`${one}/messages`, as, {
      ...text("done"),
      conversationVersion: version,
    });
    expect([stale.status, stale.body["code"]]).toEqual([409, "stale"]);
    expect(stale.body["newestMessageIds"]).toHaveLength(1);
    const anyway = { ...text("done"), conversationVersion: version, sendAnyway: true };
    expect((await post(`${one}/messages`, as, anyway)).status).toBe(201);
  });

  it("refuses before sending what the channel can't do", async () => {
    const as = await api().person("agent");
    const { conversationId } = await api().conversation();
    const location = { parts: [{ type: "location", latitude: 31.2, longitude: 121.5 }] };
    const answer = await post(`/api/v1/conversations/${conversationId}/messages`, as, location);
    expect([answer.status, answer.body["code"]]).toEqual([422, "unsupported-by-channel"]);
    expect(answer.body["problems"]).toEqual(["parts[0]: no location here"]);
    const path = `/api/v1/conversations/${conversationId}/capabilities`;
    const { body } = await api().call(path, { as });
    expect(body).toMatchObject({ text: { maxLength: 1000 }, parts: {}, edit: { support: "none" } });
  });

  it("keeps notes inside, and lets programs write in their own name", async () => {
    const admin = await api().person("admin");
    const as = await api().program(["messages:send", "conversations:read"], admin);
    const { conversationId } = await api().conversation();
    const note = await post(`/api/v1/conversations/${conversationId}/notes`, as, text("careful"));
    expect(note.body).toMatchObject({
      direction: "note",
      delivery: null,
      author: { kind: "program", name: "key" },
    });
  });

  it("reads messages in both directions", async () => {
    const as = await api().person("agent");
    const { channelId, conversationId } = await api().conversation("one");
    for (const id of ["2", "3", "4", "5"]) {
      await api().ingest.receive(channelId, [textMessage(id, `m${id}`)]);
    }
    const path = `/api/v1/conversations/${conversationId}/messages`;
    const textsOf = (body: Item) => list(body).map(({ parts }) => wordIn(parts));
    const newest = (await api().call(`${path}?limit=2`, { as })).body;
    expect(textsOf(newest)).toEqual(["m4", "m5"]);
    const older = (
      await api().call(`${path}?limit=10&before=${String(newest["olderCursor"])}`, { as })
    ).body;
    expect([textsOf(older), older["olderCursor"]]).toEqual([["one", "m2", "m3"], null]);
    const none = (await api().call(`${path}?after=${String(newest["newerCursor"])}`, { as })).body;
    expect(list(none)).toEqual([]);
    await api().ingest.receive(channelId, [textMessage("6", "m6")]);
    const newer = (await api().call(`${path}?after=${String(none["newerCursor"])}`, { as })).body;
    expect(textsOf(newer)).toEqual(["m6"]);
    const both = await api().call(`${path}?after=x&before=y`, { as });
    expect(both.status).toBe(400);
  });

  it("reads around a message, or from a time on", async () => {
    const as = await api().person("agent");
    const { channelId, conversationId } = await api().conversation("m1");
    for (const id of ["2", "3", "4", "5", "6", "7"]) {
      await api().ingest.receive(channelId, [textMessage(id, `m${id}`)]);
    }
    const path = `/api/v1/conversations/${conversationId}/messages`;
    const read = async (query: string): Promise<Item> =>
      (await api().call(`${path}?${query}`, { as })).body;
    const textsOf = (body: Item) => list(body).map(({ parts }) => wordIn(parts));
    const all = list(await read("limit=10"));
    const idOf = (number: number): string => String(all[number - 1]?.["id"]);

    const middle = await read(`around=${idOf(4)}&limit=3`);
    expect([textsOf(middle), middle["hasNewer"]]).toEqual([["m3", "m4", "m5"], true]);
    const before = await read(`before=${String(middle["olderCursor"])}`);
    expect([textsOf(before), before["olderCursor"], before["hasNewer"]]).toEqual([
      ["m1", "m2"],
      null,
      true,
    ]);
    const after = await read(`after=${String(middle["newerCursor"])}&limit=1`);
    expect([textsOf(after), after["hasNewer"]]).toEqual([["m6"], true]);
    const rest = await read(`after=${String(after["newerCursor"])}&limit=1`);
    expect([textsOf(rest), rest["hasNewer"]]).toEqual([["m7"], false]);

    const first = await read(`around=${idOf(1)}&limit=5`);
    expect([textsOf(first), first["olderCursor"]]).toEqual([["m1", "m2", "m3"], null]);
    const last = await read(`around=${idOf(7)}&limit=4`);
    expect([textsOf(last), last["hasNewer"]]).toEqual([["m6", "m7"], false]);
    expect(textsOf(await read(`around=${idOf(4)}&limit=1`))).toEqual(["m4"]);

    await database()
      .queries.updateTable("messages")
      .set({ ordered_at: Date.parse("2020-01-01T00:00:00Z") })
      .where("id", "in", [idOf(1), idOf(2)])
      .execute();
    const since = await read("at=2020-01-02T00:00:00Z&limit=3");
    expect(textsOf(since)).toEqual(["m2", "m3", "m4"]);
    const future = await read("at=2099-01-01T00:00:00Z&limit=2");
    expect([textsOf(future), future["hasNewer"]]).toEqual([["m6", "m7"], false]);

    const other = await api().conversation("elsewhere");
    const elsewhere = `/api/v1/conversations/${other.conversationId}/messages?around=${idOf(4)}`;
    expect((await api().call(elsewhere, { as })).status).toBe(404);
    const two = await api().call(`${path}?around=${idOf(4)}&at=2020-01-02T00:00:00Z`, { as });
    expect(two.status).toBe(400);
  });

  it("edits, takes back and reacts where the channel can, and sends again what failed", async () => {
    const as = await api().person("agent");
    const { conversationId } = await api().conversation();
    const sent = await post(`/api/v1/conversations/${conversationId}/messages`, as, text("hello"));
    const message = `/api/v1/messages/${String(sent.body["id"])}`;
    const early = await api().call(message, { method: "DELETE", as });
    expect(early.body["code"]).toBe("conflict");
    await database()
      .queries.updateTable("messages")
      .set({ external_id: "ours" })
      .where("direction", "=", "outbound")
      .execute();
    const refused = await api().call(message, { method: "PATCH", as, body: text("hi") });
    expect(refused.body["code"]).toBe("unsupported-by-channel");
    Object.assign(api().can, {
      edit: { support: "native" },
      delete: { support: "native" },
      reactions: "native",
    });
    expect((await api().call(message, { method: "PATCH", as, body: text("hi") })).status).toBe(202);
    expect(
      (await api().call(`${message}/reactions`, { method: "PUT", as, body: { emojis: ["👍"] } }))
        .status,
    ).toBe(202);
    expect((await api().call(message, { method: "DELETE", as })).status).toBe(202);
    const kinds = await database()
      .queries.selectFrom("deliveries")
      .select("kind")
      .orderBy("lane_order")
      .execute();
    expect(kinds.map(({ kind }) => kind)).toEqual(["send", "edit", "react", "delete"]);
    expect((await post(`${message}/resend`, as)).body["code"]).toBe("conflict");
    await database()
      .queries.updateTable("deliveries")
      .set({ state: "unknown" })
      .where("kind", "=", "send")
      .execute();
    const again = await post(`${message}/resend`, as);
    expect(again.body["delivery"]).toMatchObject({ state: "queued" });
  });

  it("shows typing and what was read to the customer, and never fails for it", async () => {
    const as = await api().person("agent");
    const { conversationId } = await api().conversation();
    const path = `/api/v1/conversations/${conversationId}`;
    expect((await post(`${path}/typing`, as, { typing: true })).status).toBe(204);
    expect((await post(`${path}/read`, as)).body["unreadCount"]).toBe(0);
  });

  it("finds, shows and renames contacts", async () => {
    const as = await api().person("agent");
    await api().conversation();
    const { body } = await api().call(`/api/v1/contacts?name=${encodeURIComponent("小明")}`, {
      as,
    });
    const [contact] = list(body);
    expect(contact).toMatchObject({ name: "王小明", identities: [{ externalId: "customer" }] });
    const path = `/api/v1/contacts/${String(contact?.["id"])}`;
    const renamed = await api().call(path, { method: "PATCH", as, body: { name: "Mr Wang" } });
    expect(renamed.body).toMatchObject({ name: "Mr Wang", identities: [{ name: "王小明" }] });
    expect(list((await api().call("/api/v1/contacts?name=%25", { as })).body)).toEqual([]);
  });

  it("shows admins what was set aside, and tries it again", async () => {
    const as = await api().person("admin");
    const { channelId } = await api().conversation();
    const broken = textMessage("bad", "x", "");
    await api().ingest.receive(channelId, [broken]);
    const path = `/api/v1/channels/${channelId}/quarantine`;
    const [event] = list((await api().call(path, { as })).body);
    expect(event).toMatchObject({
      type: "message",
      reason: expect.stringContaining("conversation.id") as unknown,
    });
    const replayed = await post(`${path}/${String(event?.["id"])}/replay`, as);
    expect(replayed.body).toMatchObject({ stored: false });
    const { entries } = await api().auth.audit.list(1);
    expect(entries).toMatchObject([{ act: "channel.event-replayed" }]);
    const health = await api().call(`/api/v1/channels/${channelId}/health`, { as });
    expect(health.body).toMatchObject({ queueLength: 0, lastError: null });
  });

  it("knows nothing of ids that aren't there", async () => {
    const as = await api().person("admin");
    const id = "01890000-0000-7000-8000-000000000000";
    for (const path of [
      `conversations/${id}`,
      `conversations/${id}/messages`,
      `messages/${id}`,
      `contacts/${id}`,
      `attachments/${id}/content`,
      `conversations/nonsense`,
    ]) {
      const answer = await api().call(`/api/v1/${path}`, { as });
      expect([path, answer.status]).toEqual([path, 404]);
    }
  });
});
