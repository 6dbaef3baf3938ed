import { describe, expect, it } from "vitest";
import { mergeConversation } from "../src/inbox/conversation-store.ts";
import { Drafts } from "../src/inbox/drafts.ts";
import { type Client, useApi } from "./support/api.ts";
import { listen } from "./support/listen.ts";
import { useDatabase } from "./support/database.ts";
import { deliveryDesk } from "./support/delivery-desk.ts";
import { databasesUnderTest } from "./support/requirements.ts";
import { until } from "./support/until.ts";

const parts = [{ type: "text", text: { text: "你好" } }];

describe.each(databasesUnderTest())("what an agent has begun to write, on %s", (name) => {
  const database = useDatabase(name);
  const api = useApi(database);
  const save = (as: Client, conversationId: string, mode: string, id: string, text: string) =>
    api().call(`/api/v1/conversations/${conversationId}/drafts/${mode}`, {
      method: "PUT",
      as,
      body: { id, text },
    });
  const post = (as: Client, conversationId: string, what: "messages" | "notes", key: string) =>
    api().call(`/api/v1/conversations/${conversationId}/${what}`, {
      method: "POST",
      as,
      body: { parts },
      headers: { "Idempotency-Key": key },
    });
  const texts = async (as: Client): Promise<unknown[]> => {
    const { body } = await api().call("/api/v1/drafts", { as });
    return (body["items"] as { mode: string; text: string }[])
      .map(({ mode, text }) => `${mode}: ${text}`)
      .toSorted();
  };

  it("is there on their other devices, a reply apart from a note, and for nobody else", async () => {
    const [ann, ben] = [await api().person("agent", "Ann"), await api().person("agent", "Ben")];
    const { conversationId } = await api().conversation();
    await save(ann, conversationId, "reply", "r1", "您");
    await save(ann, conversationId, "reply", "r1", "您好");
    await save(ann, conversationId, "note", "n1", "VIP");
    await save(ben, conversationId, "note", "n1", "Whose?");
    expect(await texts(ann)).toEqual(["note: VIP", "reply: 您好"]);
    expect(await texts(ben)).toEqual(["note: Whose?"]);
    await save(ann, conversationId, "reply", "r1", "");
    expect(await texts(ann)).toEqual(["note: VIP"]);
  });

  it.each([
    ["reply", "messages"],
    ["note", "notes"],
  ] as const)(
    "ends when the %s is sent, and a save that comes late is refused",
    async (mode, to) => {
      const as = await api().person("agent");
      const { conversationId } = await api().conversation();
      await save(as, conversationId, mode, "k1", "你");
      expect((await post(as, conversationId, to, "k1")).status).toBe(201);
      expect(await texts(as)).toEqual([]);
      const late = await save(as, conversationId, mode, "k1", "你好");
      expect([late.status, late.body["code"]]).toEqual([409, "conflict"]);
      expect(await texts(as)).toEqual([]);
    },
  );

  it("stays when it was begun while the message before was still on its way", async () => {
    const as = await api().person("agent");
    const { conversationId } = await api().conversation();
    await save(as, conversationId, "reply", "k1", "你好");
    await save(as, conversationId, "reply", "k2", "And");
    await post(as, conversationId, "messages", "k1");
    expect(await texts(as)).toEqual(["reply: And"]);
  });

  it("never comes back, whichever of saves and sending is quicker", async () => {
    const as = await api().person("agent");
    const { conversationId } = await api().conversation();
    for (let round = 0; round < 10; round += 1) {
      const key = `k${round}`;
      const saves = ["你", "你好", "你好！"].map((text) =>
        save(as, conversationId, "reply", key, text),
      );
      const sent = post(as, conversationId, "messages", key);
      expect((await Promise.all([...saves, sent])).at(-1)?.status).toBe(201);
      expect(await texts(as)).toEqual([]);
    }
  });

  it("is told live to whoever writes it, and to no colleague and no program", async () => {
    const admin = await api().person("admin");
    const [ann, ben] = [await api().person("agent", "Ann"), await api().person("agent", "Ben")];
    const program = await api().program(["events:read", "conversations:read"], admin);
    const { conversationId } = await api().conversation();
    const heard = await Promise.all([ann, ben, admin, program].map((as) => listen(api(), as)));
    await save(ann, conversationId, "reply", "a1", "Draft of Ann");
    await save(ben, conversationId, "reply", "b1", "Draft of Ben");
    await save(admin, conversationId, "reply", "c1", "Draft of the admin");
    await post(ann, conversationId, "messages", "a1");
    await until("the message", () => heard.every(({ text }) => text.includes("message.created")));
    await until("Ann's end", () => heard[0]?.text.includes('"text":""'));
    expect(heard.map(({ text }) => text.match(/Draft of \w+( \w+)?/g))).toEqual([
      ["Draft of Ann"],
      ["Draft of Ben"],
      ["Draft of the admin"],
      null,
    ]);
  });

  it("is refused where there is no such conversation", async () => {
    const as = await api().person("agent");
    const answer = await save(as, "01890000-0000-7000-8000-000000000000", "reply", "k1", "Hi");
    expect(answer.body["code"]).toBe("not-found");
  });
});

describe.each(databasesUnderTest())("two threads that turn out to be one, on %s", (name) => {
  const database = useDatabase(name);

  it("keep what was begun in either; where both have something, what is in the one that stays", async () => {
    const desk = await deliveryDesk(database(), { idle: true });
    const drafts = new Drafts({ database: database(), clock: { now: () => new Date() } });
    const [one, two] = [
      await desk.customerWrites("1", "one"),
      await desk.customerWrites("2", "two"),
    ];
    const ann = { agentId: "ann", key: "agent:ann" };
    await drafts.save(ann, { conversationId: one, mode: "reply", id: "1", text: "goes" });
    await drafts.save(ann, { conversationId: two, mode: "reply", id: "2", text: "stays" });
    await drafts.save(ann, { conversationId: one, mode: "note", id: "3", text: "moves" });
    await database().write((trx) => mergeConversation(trx, one, two));
    const left = await drafts.of("ann");
    expect(new Set(left.map(({ conversationId, text }) => `${conversationId} ${text}`))).toEqual(
      new Set([`${two} moves`, `${two} stays`]),
    );
  });
});
