import { describe, expect, it, onTestFinished } from "vitest";
import { openDatabase } from "../src/db/database.ts";
import { Presence, type PresenceSignal } from "../src/inbox/presence.ts";
import { type Client, useApi } from "./support/api.ts";
import { useDatabase } from "./support/database.ts";
import { listen } from "./support/listen.ts";
import { databasesUnderTest } from "./support/requirements.ts";
import { until } from "./support/until.ts";

type Doing = "viewing" | "writing";

describe.each(databasesUnderTest())("who has a conversation before them, on %s", (name) => {
  const database = useDatabase(name);
  const api = useApi(database);
  const say = (as: Client, windowId: string, conversationId: string, doing: Doing = "viewing") =>
    api().call(`/api/v1/presence/${windowId}`, {
      method: "PUT",
      as,
      body: { conversationId, doing },
    });
  const leave = (as: Client, windowId: string) =>
    api().call(`/api/v1/presence/${windowId}`, { method: "DELETE", as });
  /** What a listener was told last of a conversation. */
  const last = ({ text }: { readonly text: string }, conversationId: string): unknown =>
    text
      .split("\n\n")
      .filter((frame) => frame.startsWith("event: presence.changed\n"))
      .map((frame) => JSON.parse(frame.split("data: ")[1] ?? "{}") as PresenceSignal)
      .findLast((signal) => signal.conversationId === conversationId)?.agents;
  const untilTold = (heard: { text: string }, conversationId: string, agents: unknown) =>
    until(`told ${JSON.stringify(agents)}`, () => {
      return JSON.stringify(last(heard, conversationId)) === JSON.stringify(agents);
    });

  it("is told live: who comes, writes, stops, goes on to another one and leaves", async () => {
    const [ann, ben] = [await api().person("agent", "Ann"), await api().person("agent", "Ben")];
    const { conversationId: one } = await api().conversation();
    const { conversationId: two } = await api().conversation();
    const heard = await listen(api(), ben);
    const viewing = [{ agentId: ann.agentId, doing: "viewing" }];
    await say(ann, "desk", one);
    await untilTold(heard, one, viewing);
    await say(ann, "desk", one, "writing");
    await untilTold(heard, one, [{ agentId: ann.agentId, doing: "writing" }]);
    await say(ann, "desk", one);
    await untilTold(heard, one, viewing);
    await say(ann, "desk", two);
    await untilTold(heard, one, []);
    await untilTold(heard, two, viewing);
    expect((await leave(ann, "desk")).status).toBe(204);
    await untilTold(heard, two, []);
  });

  it("is answered to whoever comes later, without themselves", async () => {
    const [ann, ben] = [await api().person("agent", "Ann"), await api().person("agent", "Ben")];
    const { conversationId } = await api().conversation();
    expect((await say(ann, "desk", conversationId, "writing")).body["agents"]).toEqual([]);
    expect((await say(ben, "desk", conversationId)).body["agents"]).toEqual([
      { agentId: ann.agentId, doing: "writing" },
    ]);
  });

  it("holds for an agent as long as one of their windows shows it, and nobody closes another's", async () => {
    const [ann, ben] = [await api().person("agent", "Ann"), await api().person("agent", "Ben")];
    const { conversationId } = await api().conversation();
    const others = async () => (await say(ben, "desk", conversationId)).body["agents"];
    await say(ann, "one", conversationId, "writing");
    await say(ann, "two", conversationId);
    await leave(ann, "two");
    expect(await others()).toEqual([{ agentId: ann.agentId, doing: "writing" }]);
    await say(ann, "two", conversationId);
    await leave(ann, "one");
    await leave(ben, "two");
    expect(await others()).toEqual([{ agentId: ann.agentId, doing: "viewing" }]);
    await leave(ann, "two");
    expect(await others()).toEqual([]);
  });

  it("ends by itself for whoever has lost the connection, and is forgotten", async () => {
    const [ann, ben] = [await api().person("agent", "Ann"), await api().person("agent", "Ben")];
    const { conversationId } = await api().conversation();
    const heard = await listen(api(), ben);
    await say(ann, "desk", conversationId);
    await untilTold(heard, conversationId, [{ agentId: ann.agentId, doing: "viewing" }]);
    await api().desk.clock.advance(20_000);
    await untilTold(heard, conversationId, []);
    const { clock } = api().desk;
    await new Presence({ database: database(), clock, onError: () => undefined }).sweep();
    expect(await database().queries.selectFrom("presence").selectAll().execute()).toEqual([]);
  });

  it("is told to those who are connected to another process", async () => {
    const there = openDatabase(database().url);
    onTestFinished(() => there.close());
    const { clock } = api().desk;
    const elsewhere = new Presence({ database: there, clock, onError: () => undefined });
    const told: PresenceSignal[] = [];
    onTestFinished(elsewhere.onChange((signal) => void told.push(signal)));
    const ann = await api().person("agent", "Ann");
    const { conversationId } = await api().conversation();
    await say(ann, "desk", conversationId, "writing");
    await until("told there", () => told.length === 1);
    await leave(ann, "desk");
    await until("told there again", () => told.length === 2);
    expect(told).toEqual([
      { conversationId, agents: [{ agentId: ann.agentId, doing: "writing" }] },
      { conversationId, agents: [] },
    ]);
  });

  it("is nothing for programs, and is in no log", async () => {
    const admin = await api().person("admin");
    const program = await api().program(["events:read", "conversations:read"], admin);
    const { conversationId } = await api().conversation();
    const [heard, colleague] = [await listen(api(), program), await listen(api(), admin)];
    const before = await api().call("/api/v1/events", { as: admin });
    await say(admin, "desk", conversationId);
    await untilTold(colleague, conversationId, [{ agentId: admin.agentId, doing: "viewing" }]);
    const after = await api().call("/api/v1/events", { as: admin });
    expect(after.body).toEqual(before.body);
    await api().call(`/api/v1/conversations/${conversationId}/read`, { method: "POST", as: admin });
    await until("a change that is logged", () => heard.text.includes("unreadCount"));
    expect(heard.text).not.toContain("presence");
    expect((await say(program, "desk", conversationId)).status).toBe(403);
  });

  it("is refused where there is no such conversation", async () => {
    const as = await api().person("agent");
    const answer = await say(as, "desk", "01890000-0000-7000-8000-000000000000");
    expect(answer.body["code"]).toBe("not-found");
  });
});

describe("saying again and again where one is", () => {
  const api = useApi(useDatabase("sqlite"), { limits: { perActor: 100, perAddress: 100 } });

  it("is limited, more than asking is", async () => {
    const as = await api().person("agent");
    const statuses: number[] = [];
    for (let count = 0; count < 5; count += 1) {
      const { status } = await api().call("/api/v1/presence/desk", { method: "DELETE", as });
      statuses.push(status);
    }
    expect(statuses).toEqual([204, 204, 204, 204, 429]);
  });
});
