import { describe, expect, it } from "vitest";
import { type Client, useApi } from "./support/api.ts";
import { useDatabase } from "./support/database.ts";
import { listen } from "./support/listen.ts";
import { databasesUnderTest } from "./support/requirements.ts";
import { until } from "./support/until.ts";

interface View {
  readonly id: string;
  readonly name: string;
  readonly isShared: boolean;
  readonly mayChange: boolean;
}

const path = "/api/v1/views";
const urgent = { status: ["open"], priority: "urgent" };

describe.each(databasesUnderTest())("saved views on %s", (name) => {
  const database = useDatabase(name);
  const api = useApi(database);
  const add = (as: Client, view: string, isShared = false, filter: object = urgent) =>
    api().call(path, { method: "POST", as, body: { name: view, filter, isShared } });
  const change = (as: Client, { id }: Pick<View, "id">, body: object) =>
    api().call(`${path}/${id}`, { method: "PATCH", as, body });
  const remove = (as: Client, { id }: Pick<View, "id">) =>
    api().call(`${path}/${id}`, { method: "DELETE", as });
  const made = async (...view: Parameters<typeof add>): Promise<View> =>
    (await add(...view)).body as unknown as View;
  const views = async (as: Client): Promise<readonly View[]> =>
    (await api().call(path, { as })).body["items"] as View[];
  const names = async (as: Client) => (await views(as)).map((view) => view.name);

  it("are an agent's own, or everybody's", async () => {
    const [ann, ben] = [await api().person("agent", "Ann"), await api().person("agent", "Ben")];
    await add(ann, "加急", false, { ...urgent, assignee: "me", label: "VIP", unread: "true" });
    await add(ann, "Shop", true);
    await add(ben, "Mine");
    expect(await names(ann)).toEqual(["加急", "Shop"]);
    expect(await names(ben)).toEqual(["Mine", "Shop"]);
    expect(await views(ben)).toMatchObject([
      { isShared: false, mayChange: true },
      { isShared: true, mayChange: false, filter: urgent },
    ]);
    expect((await views(ann))[0]).toMatchObject({
      filter: { ...urgent, assignee: "me", label: "VIP", unread: "true" },
    });
  });

  it("are changed by who made them, the shared ones by admins too, and by nobody else", async () => {
    const [ann, ben] = [await api().person("agent", "Ann"), await api().person("agent", "Ben")];
    const admin = await api().person("admin");
    const [own, shared] = [await made(ann, "Own"), await made(ann, "Shared", true)];
    for (const [as, view] of [
      [ben, own],
      [ben, shared],
      [admin, own],
    ] as const) {
      expect((await change(as, view, { name: "Taken" })).status).toBe(404);
      expect((await remove(as, view)).status).toBe(404);
    }
    expect((await change(admin, shared, { name: "Ours" })).status).toBe(200);
    expect((await change(ann, own, { name: "Mine", filter: { label: "x" } })).body).toMatchObject({
      name: "Mine",
      filter: { label: "x" },
    });
    expect(await names(ann)).toEqual(["Mine", "Ours"]);
    await change(ann, own, { isShared: true });
    expect(await names(ben)).toEqual(["Ours", "Mine"]);
    expect((await remove(admin, shared)).status).toBe(204);
    expect(await names(ben)).toEqual(["Mine"]);
  });

  it("stand in the order that they were given", async () => {
    const ann = await api().person("agent", "Ann");
    const [a, , c] = [await made(ann, "A"), await made(ann, "B"), await made(ann, "C")];
    await add(await api().person("agent", "Ben"), "Ben's");
    await change(ann, c, { position: 0 });
    expect(await names(ann)).toEqual(["C", "A", "B"]);
    await change(ann, a, { position: 99 });
    expect(await names(ann)).toEqual(["C", "B", "A"]);
    await change(ann, a, { name: "Z" });
    await add(ann, "D");
    expect(await names(ann)).toEqual(["C", "B", "Z", "D"]);
  });

  it("are counted as their list is long, for whoever looks", async () => {
    const [ann, ben] = [await api().person("agent", "Ann"), await api().person("agent", "Ben")];
    const [one, two] = [await api().conversation(), await api().conversation()];
    const patch = (id: string, body: object) =>
      api().call(`/api/v1/conversations/${id}`, { method: "PATCH", as: ann, body });
    await patch(one.conversationId, { assigneeId: ann.agentId, labels: ["VIP"] });
    await patch(two.conversationId, { assigneeId: ben.agentId, labels: ["VIP", "new"] });
    const filters: Readonly<Record<string, object>> = {
      mine: { assignee: "me" },
      label: { label: "VIP", status: ["open", "pending"] },
      both: { label: "new", assignee: "me" },
      nobody: { assignee: "none" },
      unread: { unread: "true", channel: one.channelId },
      read: { unread: "false" },
      everything: {},
    };
    for (const [view, filter] of Object.entries(filters)) await add(ann, view, true, filter);
    const counts = async (as: Client) => {
      const { body } = await api().call(`${path}/counts`, { as });
      const items = body["items"] as { viewId: string; count: number }[];
      const byId = new Map((await views(as)).map((view) => [view.id, view.name]));
      return Object.fromEntries(
        items.map(({ viewId, count }) => [byId.get(viewId) ?? "", count] as const),
      );
    };
    const shared = { label: 2, nobody: 0, unread: 1, read: 0, everything: 2 };
    expect(await counts(ann)).toEqual({ ...shared, mine: 1, both: 0 });
    expect(await counts(ben)).toEqual({ ...shared, mine: 1, both: 1 });
  });

  it("are told live, by their number only", async () => {
    const [ann, ben] = [await api().person("agent", "Ann"), await api().person("agent", "Ben")];
    const heard = await listen(api(), ben);
    const { id } = await made(ann, "Secret plan");
    await until("told", () => heard.text.includes(id));
    expect(heard.text).not.toContain("Secret plan");
  });

  it("are bounded in number and in what they may say", async () => {
    const ann = await api().person("agent", "Ann");
    const admin = await api().person("admin");
    const statusOf = async (...view: Parameters<typeof add>) => (await add(...view)).status;
    expect(await statusOf(ann, " ")).toBe(400);
    expect(await statusOf(ann, "x".repeat(61))).toBe(400);
    expect(await statusOf(ann, "x", false, { sort: "name" })).toBe(400);
    expect(await statusOf(ann, "x", false, { status: ["closed"] })).toBe(400);
    const added = await Promise.all(Array.from({ length: 31 }, () => add(ann, "one more")));
    expect(added.filter(({ status }) => status === 201)).toHaveLength(30);
    expect(added.find(({ status }) => status !== 201)?.body["code"]).toBe("conflict");
    expect(await statusOf(ann, "shared", true)).toBe(201);
    const program = await api().program(["conversations:read"], admin);
    expect((await api().call(path, { as: program })).status).toBe(403);
  });
});
