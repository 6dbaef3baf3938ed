import { describe, expect, it } from "vitest";
import { type Client, useApi } from "./support/api.ts";
import { useDatabase } from "./support/database.ts";
import { databasesUnderTest } from "./support/requirements.ts";

const path = "/api/v1/api-keys";

describe.each(databasesUnderTest())("API keys on %s", (name) => {
  const database = useDatabase(name);
  const api = useApi(database);
  const bearer = (secret: unknown) => ({ headers: { Authorization: `Bearer ${String(secret)}` } });
  const usable = async (secret: unknown): Promise<boolean> =>
    (await api().call("/api/v1/agents", { as: bearer(secret) })).status === 200;

  it("are shown once, and stored as a hash", async () => {
    const as = await api().person("admin");
    const made = await api().call(path, {
      method: "POST",
      as,
      body: { name: "bot", scopes: ["agents:read"] },
    });
    expect(made.status).toBe(201);
    const secret = String(made.body["secret"]);
    expect(secret).toMatch(/^swb_[0-9a-f]{8}_[\w-]{43}$/);
    expect(secret.startsWith(String(made.body["prefix"]))).toBe(true);
    const list = await api().call(path, { as });
    expect(list.text).not.toContain(secret.slice(13));
    expect(list.text).not.toContain("hash");
    const rows = await database().queries.selectFrom("api_keys").selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(secret.slice(13));
    expect(await usable(secret)).toBe(true);
  });

  it("do what their scopes say and nothing else", async () => {
    const admin = await api().person("admin");
    const as = await api().program(["agents:read"], admin);
    expect((await api().call("/api/v1/agents", { as })).status).toBe(200);
    const refused = await api().call("/api/v1/audit", { as });
    expect([refused.status, refused.body["detail"]]).toEqual([
      403,
      "This needs the permission audit:read.",
    ]);
    expect((await api().call("/api/v1/session", { as })).status).toBe(403);
  });

  it("need no Origin, because no browser sends them by itself", async () => {
    const admin = await api().person("admin");
    const as = await api().program(["keys:manage", "agents:read"], admin);
    const body = { name: "child", scopes: ["agents:read"] };
    expect((await api().call(path, { method: "POST", as, body })).status).toBe(201);
  });

  it("can't make keys or agents that may do more than they", async () => {
    const admin = await api().person("admin");
    const as = await api().program(["keys:manage", "agents:manage"], admin);
    const key = await api().call(path, {
      method: "POST",
      as,
      body: { name: "x", scopes: ["audit:read"] },
    });
    expect(key.body["code"]).toBe("beyond-own-permissions");
    const agent = { email: "x@example.com", name: "X", role: "admin", password: "a long password" };
    const made = await api().call("/api/v1/agents", { method: "POST", as, body: agent });
    expect(made.body["code"]).toBe("beyond-own-permissions");
    const taken = { method: "PATCH", as, body: { password: "a long password" } };
    const change = await api().call(`/api/v1/agents/${admin.agentId}`, taken);
    expect(change.body["code"]).toBe("beyond-own-permissions");
  });

  it("can't make keys that outlive them", async () => {
    const admin = await api().person("admin");
    const make = (as: Client, expiresAt?: string) =>
      api().call(path, {
        method: "POST",
        as,
        body: { name: "k", scopes: ["keys:manage"], expiresAt },
      });
    const parent = await make(admin, "2099-01-01T00:00:00.000Z");
    const as = bearer(parent.body["secret"]);
    for (const expiresAt of [undefined, "2099-01-01T00:00:00.001Z"]) {
      expect((await make(as, expiresAt)).body["code"]).toBe("beyond-own-permissions");
    }
    expect((await make(as, "2099-01-01T00:00:00.000Z")).status).toBe(201);
  });

  it("stop when they are revoked, expire, or their owner goes", async () => {
    const admin = await api().person("admin");
    const other = await api().person("admin", "Other");
    const make = async (as: typeof admin, more: object = {}) => {
      const body = { name: "k", scopes: ["agents:read"], ...more };
      return (await api().call(path, { method: "POST", as, body })).body;
    };
    const revoked = await make(admin);
    const expiring = await make(admin, { expiresAt: "2099-01-01T00:00:00.000Z" });
    const orphan = await make(other);
    expect(await usable(revoked["secret"])).toBe(true);
    await api().call(`${path}/${String(revoked["id"])}`, { method: "DELETE", as: admin });
    expect(await usable(revoked["secret"])).toBe(false);
    await api().call(`/api/v1/agents/${other.agentId}`, { method: "DELETE", as: admin });
    expect(await usable(orphan["secret"])).toBe(false);
    expect(await usable(expiring["secret"])).toBe(true);
    api().clock.now = new Date("2099-01-01T00:00:00.000Z");
    expect(await usable(expiring["secret"])).toBe(false);
  });

  it("shrink with their owner's role", async () => {
    const admin = await api().person("admin");
    const other = await api().person("admin", "Other");
    const as = await api().program(["audit:read", "agents:read"], other);
    expect((await api().call("/api/v1/audit", { as })).status).toBe(200);
    await api().call(`/api/v1/agents/${other.agentId}`, {
      method: "PATCH",
      as: admin,
      body: { role: "agent" },
    });
    expect((await api().call("/api/v1/audit", { as })).status).toBe(403);
    expect((await api().call("/api/v1/agents", { as })).status).toBe(200);
  });

  it("are refused in every wrong form", async () => {
    const wrong = ["", "x", `swb_00000000_${"a".repeat(43)}`, `swb_00000000_${"a".repeat(5000)}`];
    for (const secret of wrong) expect(await usable(secret)).toBe(false);
    const answer = await api().call("/api/v1/agents", { headers: { Authorization: "Basic YTpi" } });
    expect([answer.status, answer.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
  });
});
