import { describe, expect, it } from "vitest";
import type { InboundEvent } from "../src/adapter/index.ts";
import { type Client, useApi } from "./support/api.ts";
import { useDatabase } from "./support/database.ts";
import { textEvent } from "./support/inbound.ts";
import { databasesUnderTest } from "./support/requirements.ts";
import { textMessage } from "./support/scripted-adapter.ts";

type Item = Readonly<Record<string, unknown>>;
const list = (body: Item): Item[] => body["items"] as Item[];
const nobody = "01890000-0000-7000-8000-000000000000";

describe.each(databasesUnderTest())("people over HTTP on %s", (name) => {
  const database = useDatabase(name);
  const api = useApi(database);
  const ask = (method: string, path: string, as: Client, body?: unknown) =>
    api().call(`/api/v1/${path}`, { method, as, ...(body === undefined ? {} : { body }) });

  /** Two who wrote, by the ids of their contacts. */
  const twoPeople = async (as: Client): Promise<[string, string]> => {
    const { channelId } = await api().conversation();
    await api().ingest.receive(channelId, [textMessage("2", "Hi", "other")]);
    const found = list((await ask("GET", "contacts", as)).body);
    return [String(found[1]?.["id"]), String(found[0]?.["id"])];
  };

  it("are joined and taken apart, with a refusal for what isn't so any more", async () => {
    const as = await api().person("agent");
    const [wang, other] = await twoPeople(as);
    expect(list((await ask("GET", `contacts/${wang}/lookalikes`, as)).body)).toHaveLength(1);
    const joined = await ask("POST", `contacts/${wang}/join`, as, { contactId: other });
    const identities = joined.body["identities"] as Item[];
    expect(identities.map((one) => (one["joined"] as Item | null)?.["by"])).toEqual([
      undefined,
      `agent:${as.agentId}`,
    ]);
    expect((await ask("GET", `contacts/${other}`, as)).body["id"]).toBe(wang);
    expect((await ask("POST", `contacts/${other}/join`, as, { contactId: wang })).status).toBe(409);
    expect((await ask("POST", `contacts/${wang}/join`, as, { contactId: nobody })).status).toBe(
      404,
    );
    expect((await ask("POST", `contacts/${wang}/join`, as, { contactId: wang })).status).toBe(400);
    const both = list((await ask("GET", `conversations?contact=${other}`, as)).body);
    expect(both.map((one) => one["contactId"])).toEqual([wang, wang]);

    const apart = (identityId: unknown) =>
      ask("POST", `contacts/${wang}/take-apart`, as, { identityId });
    expect((await apart(identities[0]?.["id"])).status).toBe(400);
    expect((await apart(nobody)).status).toBe(404);
    expect((await apart(identities[1]?.["id"])).body["identities"]).toHaveLength(1);
    expect((await ask("GET", `contacts/${other}`, as)).body["id"]).toBe(other);
  });

  it("have notes, which follow whom they are about and are told to every page", async () => {
    const as = await api().person("agent", "Li Na");
    const [wang, other] = await twoPeople(as);
    const note = async (about: string, text: string): Promise<Item> =>
      (await ask("POST", `contacts/${about}/notes`, as, { text })).body;
    expect(await note(wang, " 只收顺丰 \n")).toMatchObject({
      text: "只收顺丰",
      author: { key: `agent:${as.agentId}`, name: "Li Na" },
    });
    const second = await note(other, "Pays late");
    await ask("POST", `contacts/${wang}/join`, as, { contactId: other });
    const third = await note(other, "VIP");
    const texts = async (about: string, query = ""): Promise<unknown[]> =>
      list((await ask("GET", `contacts/${about}/notes${query}`, as)).body).map(
        (one) => one["text"],
      );
    expect(await texts(wang)).toEqual(["VIP", "Pays late", "只收顺丰"]);
    const { body } = await ask("GET", `contacts/${wang}/notes?limit=2`, as);
    expect(await texts(wang, `?limit=2&cursor=${String(body["nextCursor"])}`)).toEqual([
      "只收顺丰",
    ]);

    const remove = (id: unknown) => ask("DELETE", `contacts/${wang}/notes/${String(id)}`, as);
    expect((await remove(second["id"])).status).toBe(204);
    expect((await remove(second["id"])).status).toBe(404);
    expect((await ask("POST", `contacts/${nobody}/notes`, as, { text: "x" })).status).toBe(404);
    expect((await ask("POST", `contacts/${wang}/notes`, as, { text: "\n \t" })).status).toBe(400);
    expect(await texts(other)).toEqual(["VIP", "只收顺丰"]);
    const told = await database()
      .queries.selectFrom("events")
      .select("data")
      .where("type", "=", "contact.updated")
      .orderBy("number", "desc")
      .execute();
    const last = told.map((row) => JSON.parse(row.data) as Item).slice(0, 2);
    const by = `agent:${as.agentId}`;
    expect(last).toEqual([
      { contactId: wang, note: second["id"], by },
      { contactId: wang, note: third["id"], by },
    ]);
    const { entries } = await api().auth.audit.list(1);
    expect(entries).toMatchObject([{ act: "contact.note-removed", actor: by }]);
  });
});

describe.each(databasesUnderTest())("what is known of messages over HTTP on %s", (name) => {
  const database = useDatabase(name);
  const api = useApi(database);

  it("is, for admins alone, what the platform sent, without the channel's secrets", async () => {
    const admin = await api().person("admin");
    const agent = await api().person("agent");
    const { channelId } = await api().conversation();
    const token = "token-of-the-shop";
    await api().ingest.receive(channelId, [
      {
        ...textMessage("raw", "Hello"),
        raw: { update_id: 7, message: { text: "Hello", deep: [`https://x/?key=${token}`] } },
      },
    ]);
    const { id } = await database()
      .queries.selectFrom("messages")
      .select("id")
      .where("dedupe_key", "=", "message raw")
      .executeTakeFirstOrThrow();
    const path = `/api/v1/messages/${id}/payload`;
    expect((await api().call(path, { as: agent })).status).toBe(403);
    const before = await api().auth.audit.list(50);
    const { body } = await api().call(path, { as: admin });
    expect(body).toMatchObject({
      type: "message",
      raw: { update_id: 7, message: { text: "Hello", deep: ["https://x/?key=[redacted]"] } },
    });
    const { entries } = await api().auth.audit.list(50);
    expect(entries.slice(0, -before.entries.length)).toMatchObject([
      { act: "message.payload-read", actor: `agent:${admin.agentId}`, target: `message:${id}` },
    ]);
  });

  it("is nothing of a platform's where an agent wrote it", async () => {
    const as = await api().person("admin");
    const { conversationId } = await api().conversation();
    const note = await api().call(`/api/v1/conversations/${conversationId}/notes`, {
      method: "POST",
      as,
      body: { parts: [{ type: "text", text: { text: "Ask Bo" } }] },
    });
    const path = `/api/v1/messages/${String(note.body["id"])}`;
    expect((await api().call(`${path}/payload`, { as })).status).toBe(404);
    expect((await api().call(`${path}/details`, { as })).body).toEqual({
      platformIds: [],
      steps: [],
    });
    expect((await api().call(`/api/v1/messages/${nobody}/details`, { as })).status).toBe(404);
  });

  it("is also which files a conversation has, the last first, without what was taken back", async () => {
    const as = await api().person("agent");
    const { channelId, conversationId } = await api().conversation();
    const file = (id: string, kind: "image" | "file" | "sticker"): InboundEvent => {
      const event = textEvent({ id, from: "customer" });
      const media = { ref: id, fileName: `../${id}.pdf` };
      return { ...event, message: { ...event.message, parts: [{ type: "media", kind, media }] } };
    };
    await api().ingest.receive(channelId, [
      file("one", "file"),
      file("two", "image"),
      file("smile", "sticker"),
      file("gone", "file"),
      file("last", "file"),
    ]);
    await api().ingest.receive(channelId, [
      {
        type: "message-deleted",
        dedupeKey: "deleted",
        at: new Date(),
        origin: "live",
        target: { conversationId: "customer", messageId: "gone" },
      },
    ]);
    const path = `/api/v1/conversations/${conversationId}/files`;
    const first = await api().call(`${path}?limit=2`, { as });
    const names = (body: Item) =>
      list(body).map((one) => [one["kind"], (one["file"] as Item)["fileName"]]);
    const second = await api().call(`${path}?limit=2&cursor=${String(first.body["nextCursor"])}`, {
      as,
    });
    expect([...names(first.body), ...names(second.body)]).toEqual([
      ["file", "_last.pdf"],
      ["image", "_two.pdf"],
      ["file", "_one.pdf"],
    ]);
    expect(second.body["nextCursor"]).toBe(null);
    expect((await api().call(`/api/v1/conversations/${nobody}/files`, { as })).status).toBe(404);
  });
});
