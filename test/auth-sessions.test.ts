import { describe, expect, it } from "vitest";
import { password, useApi } from "./support/api.ts";
import { useDatabase } from "./support/database.ts";
import { databasesUnderTest } from "./support/requirements.ts";

const day = 24 * 60 * 60 * 1000;

describe.each(databasesUnderTest())("sessions on %s", (name) => {
  const database = useDatabase(name);
  const api = useApi(database);
  const whoAmI = async (as: Parameters<ReturnType<typeof api>["call"]>[1]) =>
    (await api().call("/api/v1/session", as)).status;
  const pass = (ms: number): void => {
    api().clock.now = new Date(api().clock.now.getTime() + ms);
  };

  it("say who is signed in and what they may do", async () => {
    const agent = await api().person("agent", "Li Na");
    const { body } = await api().call("/api/v1/session", { as: agent });
    expect(body["agent"]).toMatchObject({ id: agent.agentId, name: "Li Na" });
    expect(body["permissions"]).toContain("messages:send");
    expect(body["permissions"]).not.toContain("channels:manage");
  });

  it("last thirty days from their last use", async () => {
    const as = await api().person("agent");
    pass(29 * day);
    expect(await whoAmI({ as })).toBe(200);
    pass(29 * day);
    expect(await whoAmI({ as })).toBe(200);
    pass(30 * day);
    expect(await whoAmI({ as })).toBe(401);
  });

  it("write when they were seen once a minute at most", async () => {
    const as = await api().person("agent");
    const seen = async () =>
      (await database().queries.selectFrom("sessions").select("last_seen_at").executeTakeFirst())
        ?.last_seen_at;
    const first = await seen();
    pass(59_000);
    await whoAmI({ as });
    expect(await seen()).toBe(first);
    pass(1_000);
    await whoAmI({ as });
    expect(await seen()).toBe(api().clock.now.getTime());
  });

  it("end when the agent signs out", async () => {
    const as = await api().person("agent");
    const answer = await api().call("/api/v1/session", { method: "DELETE", as });
    expect(answer.status).toBe(204);
    expect(answer.headers.get("set-cookie")).toContain("switchboard=; Path=/; Max-Age=0");
    expect(await whoAmI({ as })).toBe(401);
  });

  it("end at once when the agent is removed", async () => {
    const as = await api().person("agent");
    const admin = await api().person("admin");
    const path = `/api/v1/agents/${as.agentId}`;
    expect((await api().call(path, { method: "DELETE", as: admin })).status).toBe(204);
    expect(await whoAmI({ as })).toBe(401);
  });

  it("end everywhere when an admin says so", async () => {
    const as = await api().person("agent");
    const admin = await api().person("admin");
    const path = `/api/v1/agents/${as.agentId}/sessions`;
    expect((await api().call(path, { method: "DELETE", as: admin })).status).toBe(204);
    expect([await whoAmI({ as }), await whoAmI({ as: admin })]).toEqual([401, 200]);
  });

  it("end everywhere else when the password changes", async () => {
    const here = await api().person("agent");
    const there = {
      headers: { Cookie: `switchboard=${await api().auth.sessions.start(here.agentId)}` },
    };
    const change = {
      method: "PUT",
      as: here,
      body: { current: password, next: "another password" },
    };
    expect((await api().call("/api/v1/agents/me/password", change)).status).toBe(204);
    expect(await whoAmI({ as: here })).toBe(200);
    expect(await whoAmI({ as: there })).toBe(401);
    const again = await api().call("/api/v1/agents/me/password", change);
    expect(again.body["code"]).toBe("wrong-password");
  });

  it("change nothing for a page of another site", async () => {
    const { headers } = await api().person("agent");
    for (const origin of ["https://evil.example", "null", ""]) {
      const as = { headers: { ...headers, Origin: origin } };
      const answer = await api().call("/api/v1/session", { method: "DELETE", as });
      expect(answer.body["code"]).toBe("origin-refused");
    }
    expect(await whoAmI({ as: { headers } })).toBe(200);
  });

  it("are refused when tampered with", async () => {
    for (const cookie of [
      "switchboard=",
      "switchboard=x",
      `switchboard=${"a".repeat(43)}`,
      "switchboard=%00",
    ]) {
      expect(await whoAmI({ headers: { Cookie: cookie } })).toBe(401);
    }
  });
});

describe("behind HTTPS", () => {
  const api = useApi(useDatabase("sqlite"), {
    settings: { PUBLIC_URL: "https://chat.example.com", TRUST_PROXY: true },
  });
  const viaProxy = { "X-Forwarded-Proto": "https", "X-Forwarded-Host": "chat.example.com" };

  it("the cookie is for HTTPS and this host alone", async () => {
    await api().person("agent", "Li Na");
    const answer = await api().call("/api/v1/session", {
      method: "POST",
      body: { email: "li.na@example.com", password },
      headers: { ...viaProxy, Origin: "https://chat.example.com" },
    });
    expect(answer.headers.get("set-cookie")).toMatch(
      /^__Host-switchboard=[^;]+; Path=\/; .*; Secure$/,
    );
    expect(answer.headers.get("strict-transport-security")).toBe("max-age=31536000");
  });
});

describe("behind a proxy", () => {
  const api = useApi(useDatabase("sqlite"), {
    settings: { PUBLIC_URL: undefined, TRUST_PROXY: true },
    limits: { perActor: 100, perAddress: 2 },
  });

  it("a client is known by the address that the proxy saw, not by what it claims", async () => {
    const statuses: number[] = [];
    for (const claimed of ["1.1.1.1", "2.2.2.2", "3.3.3.3"]) {
      const headers = { "X-Forwarded-For": `${claimed}, 203.0.113.7` };
      statuses.push((await api().call("/api/v1/session", { headers })).status);
    }
    expect(statuses).toEqual([401, 401, 429]);
  });
});
