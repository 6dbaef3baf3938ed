import { describe, expect, it } from "vitest";
import { type Client, useApi } from "../support/api.ts";
import { useDatabase } from "../support/database.ts";
import { databasesUnderTest } from "../support/requirements.ts";
import { textMessage } from "../support/scripted-adapter.ts";
import { until } from "../support/until.ts";

const adminScopes = ["agents:manage", "keys:manage", "channels:manage"];

describe.each(databasesUnderTest())("what admins do, on %s", (name) => {
  const database = useDatabase(name);
  const api = useApi(database);

  /** Does an act that works, and gives the names of the audit entries that came of it. */
  const entriesOf = async (
    route: string,
    as: Client,
    body?: unknown,
  ): Promise<readonly string[]> => {
    const [method = "", path = ""] = route.split(" ");
    const before = (await api().auth.audit.list(200)).entries.length;
    const { status } = await api().call(path, { method, as, body });
    expect([route, status < 300]).toEqual([route, true]);
    const { entries } = await api().auth.audit.list(200);
    const added = entries.slice(0, entries.length - before);
    expect(added.every(({ actor }) => actor === `agent:${as.agentId ?? ""}`)).toBe(true);
    return added.map(({ act }) => act);
  };

  it("is in the audit log, each act, with who did it", async () => {
    const as = await api().person("admin");
    const { agentId } = await api().person("agent", "Leaver");
    const { channelId } = await api().conversation();
    await api().ingest.receive(channelId, [textMessage("bad", "x", "")]);
    const [quarantined] = await database()
      .queries.selectFrom("quarantined_events")
      .select("id")
      .execute();
    const { key } = await api().auth.apiKeys.create(
      { kind: "api-key", id: agentId, name: "k", ownerId: agentId, scopes: ["agents:read"] },
      { name: "k", scopes: ["agents:read"] },
    );
    api().shop.members.logout = () => Promise.resolve();
    const person = {
      email: "new@example.com",
      name: "New",
      role: "agent",
      password: "a long password",
    };
    const settings = { account: "shop", token: "token-of-the-shop" };
    const channel = `/api/v1/channels/${channelId}`;
    const agent = `/api/v1/agents/${agentId}`;
    const done: Record<string, readonly string[]> = {};
    const act = async (pattern: string, path: string, body?: unknown): Promise<void> => {
      const [method = ""] = pattern.split(" ");
      done[pattern] = await entriesOf(`${method} ${path}`, as, body);
    };
    await act("POST /api/v1/agents", "/api/v1/agents", person);
    await act("PATCH /api/v1/agents/:agentId", agent, { name: "Renamed" });
    await act("DELETE /api/v1/agents/:agentId/sessions", `${agent}/sessions`);
    await act("DELETE /api/v1/api-keys/:apiKeyId", `/api/v1/api-keys/${key.id}`);
    await act("DELETE /api/v1/agents/:agentId", agent);
    await act("POST /api/v1/api-keys", "/api/v1/api-keys", { name: "k", scopes: ["agents:read"] });
    await act("POST /api/v1/channels", "/api/v1/channels", {
      adapter: "shop",
      name: "x",
      settings,
    });
    await act("PATCH /api/v1/channels/:channelId", channel, { name: "y" });
    await act(
      "POST /api/v1/channels/:channelId/quarantine/:eventId/replay",
      `${channel}/quarantine/${quarantined?.id ?? ""}/replay`,
    );
    for (const word of ["pause", "resume"]) {
      await act(`POST /api/v1/channels/:channelId/${word}`, `${channel}/${word}`);
    }
    const prompt = {
      stepId: "s1",
      type: "input",
      fields: [{ id: "code", label: "Code" }],
    } as const;
    api().shop.next(async (context, signal) => void (await context.login(prompt, signal)));
    await act("POST /api/v1/channels/:channelId/reconnect", `${channel}/reconnect`);
    await until("a prompt", async () => {
      return (await api().call(`${channel}/login`, { as })).body["prompt"] !== null;
    });
    const answers = { stepId: "s1", answers: { code: "1" } };
    await act("POST /api/v1/channels/:channelId/login", `${channel}/login`, answers);
    await api().call(`${channel}/resume`, { method: "POST", as });
    await act("POST /api/v1/channels/:channelId/logout", `${channel}/logout`);
    await act("DELETE /api/v1/channels/:channelId", channel);

    const acts = api()
      .api.routes.filter(({ method, access }) => method !== "GET" && adminScopes.includes(access))
      .map(({ method, path }) => `${method} ${path}`);
    expect(Object.keys(done).toSorted()).toEqual(acts.toSorted());
    for (const [route, names] of Object.entries(done)) {
      expect([route, names.length]).toEqual([route, 1]);
    }
  });

  it("is never done by looking: no GET changes anything", async () => {
    const as = await api().person("admin");
    const { channelId, conversationId } = await api().conversation();
    const contents = async (): Promise<string> => {
      const tables = [
        "agents",
        "api_keys",
        "channels",
        "conversations",
        "messages",
        "deliveries",
        "events",
        "audit_entries",
      ] as const;
      const rows = await Promise.all(
        tables.map((table) => database().queries.selectFrom(table).selectAll().execute()),
      );
      return JSON.stringify(rows);
    };
    await until("a channel at rest", async () => {
      return (await api().desk.channels.get(channelId)).status.state === "connected";
    });
    const before = await contents();
    const ids: Record<string, string> = {
      channelId,
      conversationId,
      agentId: as.agentId,
      adapter: "shop",
    };
    for (const { method, path } of api().api.routes) {
      if (method !== "GET") continue;
      const address = path.replaceAll(/:(\w+)/g, (_whole, id: string) => ids[id] ?? conversationId);
      const query = "?delete=true&status=resolved&_method=DELETE";
      for (const end of ["", query]) {
        const headers = { ...as.headers, "X-HTTP-Method-Override": "DELETE" };
        const response = await fetch(api().url + address + end, { headers });
        await response.body?.cancel();
      }
    }
    expect(await contents()).toBe(before);
  });
});

describe("an address in a request", () => {
  const api = useApi(useDatabase("sqlite"));

  it.each([
    "/",
    "//evil.example",
    "//evil.example/..",
    "/\\evil.example",
    "/setup?next=//evil.example",
    "/http://evil.example",
  ])("sends nobody to another site: %s", async (path) => {
    const headers = { Referer: "https://evil.example/", "X-Forwarded-Host": "evil.example" };
    const answer = await fetch(api().url + path, { redirect: "manual", headers });
    await answer.body?.cancel();
    expect([null, "/setup"]).toContain(answer.headers.get("location"));
  });
});
