import { describe, expect, it } from "vitest";
import { countUpTo } from "../src/inbox/conversation-counts-store.ts";
import { useApi } from "./support/api.ts";
import { useDatabase } from "./support/database.ts";
import { databasesUnderTest } from "./support/requirements.ts";
import { textMessage } from "./support/scripted-adapter.ts";

describe.each(databasesUnderTest())("the counts beside the views, on %s", (name) => {
  const database = useDatabase(name);
  const api = useApi(database);

  it("are those of the lists, each agent's own", async () => {
    const anna = await api().person("agent", "Anna");
    const bela = await api().person("agent", "Bela");
    const ids: string[] = [];
    for (let at = 0; at < 5; at += 1) ids.push((await api().conversation()).conversationId);
    const change = async (id: string | undefined, body: unknown): Promise<void> => {
      const path = `/api/v1/conversations/${String(id)}`;
      expect((await api().call(path, { method: "PATCH", as: anna, body })).status).toBe(200);
    };
    await change(ids[0], { assigneeId: anna.agentId });
    await change(ids[1], { assigneeId: bela.agentId });
    await change(ids[2], { status: "pending", priority: "urgent" });
    await change(ids[3], { status: "resolved" });
    const read = `/api/v1/conversations/${String(ids[0])}/read`;
    await api().call(read, { method: "POST", as: anna });

    const counts = await api().call("/api/v1/conversations/counts", { as: anna });
    expect(counts.body).toEqual({
      mine: 1,
      unassigned: 1,
      open: 3,
      pending: 1,
      snoozed: 0,
      mentions: 0,
      urgent: 1,
      unread: 3,
    });
    const key = await api().program(["conversations:read"], anna);
    const ofKey = await api().call("/api/v1/conversations/counts", { as: key });
    expect(ofKey.body).toEqual({ ...counts.body, mine: 0 });
  });

  it("go no further than asked", async () => {
    const { channelId } = await api().conversation();
    const more = ["2", "3", "4"].map((id) => textMessage(id, "你好", `customer ${id}`));
    await api().ingest.receive(channelId, more);
    expect(await countUpTo(database().queries, {}, 3)).toBe(3);
    expect(await countUpTo(database().queries, { statuses: ["open"] }, 100)).toBe(4);
  });
});
