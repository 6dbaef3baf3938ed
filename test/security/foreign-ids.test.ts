import { describe, expect, it } from "vitest";
import { type Client, useApi } from "../support/api.ts";
import { useDatabase } from "../support/database.ts";
import { databasesUnderTest } from "../support/requirements.ts";
import { textMessage } from "../support/scripted-adapter.ts";

interface Item {
  readonly id: string;
}

describe.each(databasesUnderTest())("ids of something else on %s", (name) => {
  const database = useDatabase(name);
  const api = useApi(database);
  const post = (path: string, as: Client, body: unknown, headers = {}) =>
    api().call(`/api/v1/${path}`, { method: "POST", as, body, headers });
  const firstOf = async (path: string, as: Client): Promise<Item> => {
    const { items } = (await api().call(`/api/v1/${path}`, { as })).body as { items: Item[] };
    if (items[0] === undefined) throw new Error(`There is nothing in ${path}.`);
    return items[0];
  };
  const upload = async (as: Client): Promise<string> => {
    const form = new FormData();
    form.append("file", new File(["a file"], "a.txt"));
    const init = { method: "POST", body: form, headers: as.headers };
    const response = await fetch(`${api().url}/api/v1/attachments`, init);
    return ((await response.json()) as Item).id;
  };
  const words = { parts: [{ type: "text", text: { text: "Hello" } }] };

  it("quote no message of another conversation", async () => {
    const as = await api().person("agent");
    api().can.reply = "native";
    const one = await api().conversation();
    await api().ingest.receive(one.channelId, [textMessage("2", "private", "somebody else")]);
    const { items } = (await api().call("/api/v1/conversations", { as })).body as { items: Item[] };
    const other = items.find(({ id }) => id !== one.conversationId)?.id ?? "";
    const foreign = await firstOf(`conversations/${other}/messages`, as);
    const quote = { ...words, replyTo: foreign.id };
    const answer = await post(`conversations/${one.conversationId}/messages`, as, quote);
    expect([answer.status, answer.body["code"]]).toEqual([400, "invalid-request"]);
    const own = await firstOf(`conversations/${one.conversationId}/messages`, as);
    const fits = { ...words, replyTo: own.id };
    expect((await post(`conversations/${one.conversationId}/messages`, as, fits)).status).toBe(201);
  });

  it("send no file that a colleague uploaded, and none twice", async () => {
    const [as, colleague] = [await api().person("agent"), await api().person("agent", "Other")];
    const program = await api().program(["messages:send"], await api().person("admin"));
    api().can.media = { file: { support: "native", maxBytes: 1_000_000 } };
    const { conversationId } = await api().conversation();
    const id = await upload(colleague);
    const parts = [{ type: "media", kind: "file", media: { attachmentId: id } }];
    const path = `conversations/${conversationId}/notes`;
    for (const thief of [as, program]) {
      expect((await post(path, thief, { parts })).status).toBe(400);
    }
    expect((await post(path, colleague, { parts })).status).toBe(201);
    expect((await post(path, colleague, { parts })).status).toBe(400);
  });

  it("give nobody the answer to a colleague's Idempotency-Key", async () => {
    const [as, colleague] = [await api().person("agent"), await api().person("agent", "Other")];
    const { conversationId } = await api().conversation();
    const path = `conversations/${conversationId}/messages`;
    const key = { "Idempotency-Key": "the-same-key" };
    const first = await post(path, colleague, words, key);
    const again = await post(path, colleague, words, key);
    const mine = await post(path, as, words, key);
    expect(again.body["id"]).toBe(first.body["id"]);
    expect([mine.status, mine.body["id"] === first.body["id"]]).toEqual([201, false]);
  });

  it("replay no event under another channel", async () => {
    const as = await api().person("admin");
    const { channelId } = await api().conversation();
    await api().ingest.receive(channelId, [textMessage("bad", "x", "")]);
    const other = await api().desk.open(api().shop);
    const { id } = await firstOf(`channels/${channelId}/quarantine`, as);
    expect((await post(`channels/${other}/quarantine/${id}/replay`, as, {})).status).toBe(404);
    expect((await post(`channels/${channelId}/quarantine/${id}/replay`, as, {})).status).toBe(200);
  });
});

describe("an agent's e-mail address", () => {
  const api = useApi(useDatabase("sqlite"));

  it("is nowhere in what a program sees that may only read conversations", async () => {
    const agent = await api().person("agent", "Li Na");
    const admin = await api().person("admin");
    const { conversationId } = await api().conversation();
    const conversation = `/api/v1/conversations/${conversationId}`;
    const body = { parts: [{ type: "text", text: { text: "Hello" } }] };
    for (const path of ["messages", "notes"]) {
      await api().call(`${conversation}/${path}`, { method: "POST", as: agent, body });
    }
    const change = { assigneeId: agent.agentId, status: "pending" };
    await api().call(conversation, { method: "PATCH", as: agent, body: change });
    const as = await api().program(["conversations:read", "events:read"], admin);
    const paths = [
      "/api/v1/conversations",
      conversation,
      `${conversation}/messages`,
      "/api/v1/events",
    ];
    const answers = await Promise.all(paths.map((path) => api().call(path, { as })));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const seen = answers.map(({ text }) => text).join("");
    expect(seen).toContain("Li Na");
    expect(seen).not.toMatch(/@example\.com/);
  });
});
