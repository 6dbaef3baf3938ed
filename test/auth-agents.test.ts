import { describe, expect, it } from "vitest";
import { password, useApi } from "./support/api.ts";
import { useDatabase } from "./support/database.ts";
import { databasesUnderTest } from "./support/requirements.ts";

const path = "/api/v1/agents";
const someone = {
  email: "Wei@Example.com",
  name: "王伟",
  role: "agent",
  password: "a long password",
};

describe.each(databasesUnderTest())("agents on %s", (name) => {
  const database = useDatabase(name);
  const api = useApi(database);

  it("are added by an admin and can sign in", async () => {
    const as = await api().person("admin");
    const made = await api().call(path, { method: "POST", as, body: someone });
    expect(made.body).toMatchObject({ email: "wei@example.com", name: "王伟", role: "agent" });
    const body = { email: "wei@example.com", password: someone.password };
    expect((await api().call("/api/v1/session", { method: "POST", body })).status).toBe(201);
    const again = await api().call(path, { method: "POST", as, body: someone });
    expect([again.status, again.body["code"]]).toEqual([409, "email-taken"]);
  });

  it("never show a password's hash", async () => {
    const as = await api().person("admin");
    const answers = [
      await api().call(path, { as }),
      await api().call(`${path}/${as.agentId}`, { as }),
      await api().call("/api/v1/session", { as }),
    ];
    for (const { text } of answers) expect(text).not.toMatch(/argon2|password/i);
  });

  it("get a new password from an admin, and are signed out by it", async () => {
    const as = await api().person("admin");
    const agent = await api().person("agent", "Li Na");
    const change = { method: "PATCH", as, body: { password: "brand new password", name: "李娜" } };
    expect((await api().call(`${path}/${agent.agentId}`, change)).body["name"]).toBe("李娜");
    expect((await api().call("/api/v1/session", { as: agent })).status).toBe(401);
    const signIn = (given: string) =>
      api().call("/api/v1/session", {
        method: "POST",
        body: { email: "li.na@example.com", password: given },
      });
    expect((await signIn(password)).status).toBe(401);
    expect((await signIn("brand new password")).status).toBe(201);
  });

  it("keep at least one admin, also when the last two remove each other", async () => {
    const one = await api().person("admin", "One");
    const two = await api().person("admin", "Two");
    const answers = await Promise.all([
      api().call(`${path}/${two.agentId}`, { method: "DELETE", as: one }),
      api().call(`${path}/${one.agentId}`, { method: "PATCH", as: two, body: { role: "agent" } }),
    ]);
    expect(answers.filter(({ status }) => status < 300)).toHaveLength(1);
    const admins = (await api().auth.agents.list()).filter(({ role }) => role === "admin");
    expect(admins).toHaveLength(1);
  });

  it("free their e-mail address when they go", async () => {
    const as = await api().person("admin");
    const made = await api().call(path, { method: "POST", as, body: someone });
    const gone = `${path}/${String(made.body["id"])}`;
    expect((await api().call(gone, { method: "DELETE", as })).status).toBe(204);
    expect((await api().call(gone, { as })).body["code"]).toBe("agent-not-found");
    expect((await api().call(path, { method: "POST", as, body: someone })).status).toBe(201);
  });

  it("leave a trace of each act in the audit log, without secrets, in pages", async () => {
    const as = await api().person("admin");
    const made = await api().call(path, { method: "POST", as, body: someone });
    const one = `${path}/${String(made.body["id"])}`;
    await api().call(one, { method: "PATCH", as, body: { password: "brand new password" } });
    await api().call(one, { method: "DELETE", as });
    const acts: unknown[] = [];
    let next: string | null = "";
    while (next !== null) {
      const cursor = next === "" ? "" : `&cursor=${next}`;
      const page = await api().call(`/api/v1/audit?limit=1${cursor}`, { as });
      expect(page.text).not.toContain("brand new password");
      acts.push(...(page.body["items"] as { act: string }[]).map(({ act }) => act));
      next = page.body["nextCursor"] as string | null;
    }
    expect(acts).toEqual(["agent.removed", "agent.changed", "agent.created", "agent.created"]);
  });

  it("appear in the change log", async () => {
    const as = await api().person("admin");
    await api().call(path, { method: "POST", as, body: someone });
    const types = await database().queries.selectFrom("events").select("type").execute();
    expect(types.map(({ type }) => type)).toEqual(["agent.updated", "agent.updated"]);
  });
});
