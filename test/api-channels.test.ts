import { describe, expect, it } from "vitest";
import { useApi } from "./support/api.ts";
import { useDatabase } from "./support/database.ts";
import { databasesUnderTest } from "./support/requirements.ts";
import { until } from "./support/until.ts";

const path = "/api/v1/channels";
const shop = {
  adapter: "shop",
  name: "Shop support",
  settings: { account: "shop", token: "token-of-the-shop" },
};

describe.each(databasesUnderTest())("channels over HTTP on %s", (name) => {
  const api = useApi(useDatabase(name));
  const connect = async () => {
    const as = await api().person("admin");
    const made = await api().call(path, { method: "POST", as, body: shop });
    return { as, made, one: `${path}/${String(made.body["id"])}` };
  };

  it("are connected, and never show a secret again", async () => {
    const { as, made, one } = await connect();
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      adapter: "shop",
      name: "Shop support",
      wanted: "running",
      settings: { account: "shop" },
      secretsSet: ["token"],
    });
    const answers = [
      made,
      await api().call(one, { as }),
      await api().call(path, { as }),
      await api().call("/api/v1/audit", { as }),
    ];
    for (const { text } of answers) expect(text).not.toContain("token-of-the-shop");
    expect(api().log.join("")).not.toContain("token-of-the-shop");
  });

  it("show agents how they are, but not how they are set up", async () => {
    const { one } = await connect();
    const agent = await api().person("agent");
    const seen = await api().call(one, { as: agent });
    expect(seen.body).toMatchObject({ name: "Shop support", settings: null, secretsSet: [] });
    const refused = await api().call(`${one}/pause`, { method: "POST", as: agent });
    expect(refused.status).toBe(403);
  });

  it.each<[string, object, number, string]>([
    ["an unknown adapter", { ...shop, adapter: "icq" }, 404, "adapter-not-found"],
    [
      "settings that lack a field",
      { ...shop, settings: { account: "x" } },
      400,
      "settings-invalid",
    ],
    ["a name with a line break", { ...shop, name: "a\nb" }, 400, "invalid-request"],
  ])("are refused with %s", async (_case, body, status, code) => {
    const as = await api().person("admin");
    const answer = await api().call(path, { method: "POST", as, body });
    expect([answer.status, answer.body["code"]]).toEqual([status, code]);
  });

  it("name a setting that there isn't, lest a misspelt secret be kept in the open", async () => {
    const as = await api().person("admin");
    const body = { ...shop, settings: { ...shop.settings, Note: "secret note" } };
    const answer = await api().call(path, { method: "POST", as, body });
    expect([answer.status, answer.body["code"]]).toEqual([400, "settings-invalid"]);
    expect(answer.body["detail"]).toContain("Note");
    expect(answer.text).not.toContain("secret note");
  });

  it("send a stored secret to no other server than before: it has to be entered anew", async () => {
    const { as, one } = await connect();
    const change = (settings: object) =>
      api().call(one, { method: "PATCH", as, body: { settings } });
    const server = "https://evil.example";
    const moved = await change({ server });
    expect([moved.status, moved.body["code"]]).toEqual([400, "settings-invalid"]);
    expect(moved.body["detail"]).toContain("token");
    expect((await change({ server, note: "a note" })).status).toBe(400);
    const entered = await change({ server, token: "another token" });
    expect(entered.body).toMatchObject({ settings: { server } });
    expect((await change({ server, account: "other" })).status).toBe(200);
    expect((await change({ server: null })).status).toBe(400);
  });

  it("name the field that is wrong, not its value", async () => {
    const as = await api().person("admin");
    const body = { ...shop, settings: { account: "shop", token: "short!!" } };
    const answer = await api().call(path, { method: "POST", as, body });
    expect(answer.body["detail"]).toContain("token");
    expect(answer.text).not.toContain("short!!");
  });

  it("are changed, paused, resumed, reconnected and deleted, each with its entry in the audit log", async () => {
    const { as, one } = await connect();
    const renamed = await api().call(one, { method: "PATCH", as, body: { name: "New name" } });
    expect(renamed.body).toMatchObject({ name: "New name", secretsSet: ["token"] });
    const paused = await api().call(`${one}/pause`, { method: "POST", as });
    expect(paused.body).toMatchObject({ wanted: "paused", status: { state: "stopped" } });
    for (const act of ["resume", "reconnect"]) {
      const running = await api().call(`${one}/${act}`, { method: "POST", as });
      expect(running.body["wanted"]).toBe("running");
    }
    expect((await api().call(one, { method: "DELETE", as })).status).toBe(204);
    expect((await api().call(one, { as })).body["code"]).toBe("channel-not-found");
    const { entries } = await api().auth.audit.list(20);
    const acts = entries.map(({ act, actor }) => (actor === `agent:${as.agentId}` ? act : ""));
    expect(acts.filter((act) => act.startsWith("channel."))).toEqual([
      "channel.deleted",
      "channel.reconnected",
      "channel.resumed",
      "channel.paused",
      "channel.changed",
      "channel.created",
    ]);
  });

  it("log out where the platform confirms it, and say so where it doesn't", async () => {
    const { as, one } = await connect();
    await until("the session", () => api().shop.runs > 0);
    api().shop.members.logout = () => Promise.resolve();
    expect((await api().call(`${one}/logout`, { method: "POST", as })).body["wanted"]).toBe(
      "paused",
    );
    const again = await api().call(`${one}/logout`, { method: "POST", as });
    expect([again.status, again.body["code"]]).toEqual([409, "channel-not-running"]);
  });

  it("ask for what they need to log in, and take the answer once", async () => {
    const answers: unknown[] = [];
    api().shop.next(async (context, signal) => {
      const fields = [{ id: "code", label: "Code", pattern: "\\d+" }];
      answers.push(await context.login({ stepId: "s1", type: "input", fields }, signal));
    });
    const { as, one } = await connect();
    const prompt = await until("a prompt", async () => {
      const { body } = await api().call(`${one}/login`, { as });
      return (body["prompt"] as { stepId: string } | null) ?? undefined;
    });
    expect(prompt).toMatchObject({ type: "input", stepId: "s1" });
    const answer = (stepId: string, code: string) =>
      api().call(`${one}/login`, { method: "POST", as, body: { stepId, answers: { code } } });
    expect((await answer("s1", "abc")).body["code"]).toBe("settings-invalid");
    expect((await answer("s0", "12")).body["code"]).toBe("login-step-over");
    expect((await answer("s1", "12")).status).toBe(204);
    await until("the answer", () => answers.length > 0);
    expect(answers).toEqual([{ code: "12" }]);
    const [entry] = (await api().auth.audit.list(1)).entries;
    expect(entry).toMatchObject({ actor: `agent:${as.agentId}`, act: "channel.login-answered" });
  });

  it("come with a list of adapters, their capabilities and the form of their settings", async () => {
    const as = await api().person("admin");
    expect((await api().call("/api/v1/adapters", { as })).body["items"]).toEqual([
      { name: "shop" },
    ]);
    const { body } = await api().call("/api/v1/adapters/shop", { as });
    expect(body).toMatchObject({
      name: "shop",
      capabilities: { partsPerMessage: 1 },
      settingsSchema: {
        properties: { token: { writeOnly: true } },
        required: ["account", "token"],
      },
    });
    expect((await api().call("/api/v1/adapters/icq", { as })).status).toBe(404);
  });
});
