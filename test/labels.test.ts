import { describe, expect, it } from "vitest";
import { type Answer, type Client, useApi } from "./support/api.ts";
import { useDatabase } from "./support/database.ts";
import { listen } from "./support/listen.ts";
import { databasesUnderTest } from "./support/requirements.ts";
import { until } from "./support/until.ts";

const vip = { name: "VIP", colour: "purple", description: "老客户" };

describe.each(databasesUnderTest())("labels on %s", (name) => {
  const api = useApi(useDatabase(name));
  const create = (as: Client, body: unknown) =>
    api().call("/api/v1/labels", { method: "POST", as, body });
  const change = (as: Client, { body: { id } }: Answer, body: unknown) =>
    api().call(`/api/v1/labels/${String(id)}`, { method: "PUT", as, body });
  const remove = (as: Client, { body: { id } }: Answer) =>
    api().call(`/api/v1/labels/${String(id)}`, { method: "DELETE", as });
  const put = (as: Client, id: string, labels: readonly string[]) =>
    api().call(`/api/v1/conversations/${id}`, { method: "PATCH", as, body: { labels } });
  const on = async (as: Client, id: string) =>
    (await api().call(`/api/v1/conversations/${id}`, { as })).body["labels"];
  const all = async (as: Client): Promise<unknown[]> =>
    ((await api().call("/api/v1/labels", { as })).body["items"] as (typeof vip)[]).map(
      ({ name: one, colour }) => `${one} ${colour}`,
    );
  const listed = async (as: Client, label: string) => {
    const path = `/api/v1/conversations?label=${encodeURIComponent(label)}`;
    return ((await api().call(path, { as })).body["items"] as unknown[]).length;
  };

  const view = (as: Client, label: string) => {
    const body = { name: "Theirs", filter: { label }, isShared: true };
    return api().call("/api/v1/views", { method: "POST", as, body });
  };
  /** The labels that views show. */
  const viewed = async (as: Client): Promise<unknown[]> => {
    const { body } = await api().call("/api/v1/views", { as });
    return (body["items"] as { filter: { label?: string } }[]).map(({ filter }) => filter.label);
  };

  it("are a list that admins keep and every agent reads", async () => {
    const [admin, agent] = [await api().person("admin"), await api().person("agent")];
    const made = await create(admin, vip);
    expect(made.body).toMatchObject(vip);
    await create(admin, { ...vip, name: "投诉", colour: "red" });
    expect(await all(agent)).toEqual(["VIP purple", "投诉 red"]);
    expect((await create(agent, { ...vip, name: "Mine" })).status).toBe(403);
    expect((await change(agent, made, vip)).status).toBe(403);
    expect((await remove(agent, made)).status).toBe(403);
  });

  it("come to the list when a conversation is given them, and keep their looks", async () => {
    const [admin, agent] = [await api().person("admin"), await api().person("agent")];
    await create(admin, vip);
    const { conversationId } = await api().conversation();
    const heard = await listen(api(), agent);
    await put(agent, conversationId, ["VIP", "新的"]);
    await until("the new one", () => heard.text.includes("label.updated"));
    expect(await all(agent)).toEqual(["VIP purple", "新的 grey"]);
    await put(agent, conversationId, []);
    expect(await all(agent)).toEqual(["VIP purple", "新的 grey"]);
  });

  it("have another name everywhere once they are renamed, and no reply becomes stale by it", async () => {
    const admin = await api().person("admin");
    const { conversationId } = await api().conversation();
    const label = await create(admin, vip);
    await view(admin, "VIP");
    await put(admin, conversationId, ["VIP", "other"]);
    const before = await api().call(`/api/v1/conversations/${conversationId}`, { as: admin });
    expect((await change(admin, label, { ...vip, name: "老客户" })).status).toBe(200);
    expect(await on(admin, conversationId)).toEqual(["other", "老客户"]);
    expect([await listed(admin, "VIP"), await listed(admin, "老客户")]).toEqual([0, 1]);
    expect(await viewed(admin)).toEqual(["老客户"]);
    const after = await api().call(`/api/v1/conversations/${conversationId}`, { as: admin });
    expect(after.body["version"]).toBe(before.body["version"]);
  });

  it("are gone everywhere once they are removed", async () => {
    const admin = await api().person("admin");
    const { conversationId } = await api().conversation();
    const label = await create(admin, vip);
    await put(admin, conversationId, ["VIP", "other"]);
    expect((await remove(admin, label)).status).toBe(204);
    expect(await on(admin, conversationId)).toEqual(["other"]);
    expect(await all(admin)).toEqual(["other grey"]);
    expect((await remove(admin, label)).body["code"]).toBe("not-found");
    expect((await change(admin, label, vip)).body["code"]).toBe("not-found");
  });

  it("have each name once", async () => {
    const admin = await api().person("admin");
    const answers = await Promise.all([create(admin, vip), create(admin, vip)]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409]);
    const other = await create(admin, { ...vip, name: "other" });
    expect((await change(admin, other, vip)).body["code"]).toBe("conflict");
  });

  it("on conversations are in the list, whichever of labelling, renaming and removing is quicker", async () => {
    const admin = await api().person("admin");
    const { conversationId } = await api().conversation();
    for (let round = 0; round < 8; round += 1) {
      const [was, becomes] = [`from ${round}`, `to ${round}`];
      const label = await create(admin, { ...vip, name: was });
      await Promise.all([
        put(admin, conversationId, [was, "other"]),
        round % 2 === 0 ? change(admin, label, { ...vip, name: becomes }) : remove(admin, label),
        put(admin, conversationId, [was]),
      ]);
      const known = (await all(admin)).map((one) => String(one).replace(/ \w+$/, ""));
      expect(known).toEqual(expect.arrayContaining((await on(admin, conversationId)) as string[]));
    }
  });

  it.each([
    ["colour that the page has no shade of", { ...vip, colour: "#ff0000" }],
    ["empty name", { ...vip, name: " " }],
    ["name of two lines", { ...vip, name: "a\nb" }],
    ["name that is too long", { ...vip, name: "x".repeat(51) }],
  ])("take no %s", async (_what, body) => {
    expect((await create(await api().person("admin"), body)).status).toBe(400);
  });

  it("are noted in the audit log, and told live", async () => {
    const admin = await api().person("admin");
    const heard = await listen(api(), admin);
    const label = await create(admin, vip);
    await change(admin, label, { ...vip, name: "Friend" });
    await remove(admin, label);
    await until("its end", () => heard.text.includes('"removed":true'));
    expect(heard.text).toContain('"renamedFrom":"VIP"');
    const { body } = await api().call("/api/v1/audit", { as: admin });
    const acts = (body["items"] as { act: string; details: unknown }[])
      .filter(({ act }) => act.startsWith("label."))
      .map(({ act, details }) => [act, details]);
    expect(acts).toEqual([
      ["label.removed", { name: "Friend", removed: true }],
      ["label.changed", { name: "Friend", renamedFrom: "VIP" }],
      ["label.created", { name: "VIP" }],
    ]);
  });
});
