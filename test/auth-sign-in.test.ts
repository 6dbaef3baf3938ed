import { describe, expect, it } from "vitest";
import { password, useApi } from "./support/api.ts";
import { useDatabase } from "./support/database.ts";
import { databasesUnderTest } from "./support/requirements.ts";

const email = "li.na@example.com";

describe.each(databasesUnderTest())("signing in on %s", (name) => {
  const api = useApi(useDatabase(name), { throttleLimits: { perAccount: 3, perAddress: 8 } });
  const signIn = (body: unknown, headers: Record<string, string> = {}) =>
    api().call("/api/v1/session", { method: "POST", body, headers });

  it("opens a session whose cookie no script can read", async () => {
    await api().person("agent", "Li Na");
    const answer = await signIn({ email: "Li.Na@Example.com", password });
    expect(answer.status).toBe(201);
    expect(answer.body["agent"]).toMatchObject({ email, role: "agent" });
    expect(answer.headers.get("set-cookie")).toMatch(
      /^switchboard=[\w-]{43}; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Lax$/,
    );
    expect(answer.text).not.toContain("$argon2");
  });

  it("answers alike for an unknown account and a wrong password", async () => {
    await api().person("agent", "Li Na");
    const wrong = await signIn({ email, password: "wrong" });
    const unknown = await signIn({ email: "nobody@example.com", password: "wrong" });
    const { requestId: _one, ...first } = wrong.body;
    const { requestId: _two, ...second } = unknown.body;
    expect(wrong.status).toBe(401);
    expect(first).toEqual(second);
    expect([...wrong.headers.keys()]).toEqual([...unknown.headers.keys()]);
  });

  it.each([
    ["known", email],
    ["unknown", "nobody@example.com"],
  ])("stops trying passwords of an account that is %s", async (_kind, account) => {
    await api().person("agent", "Li Na");
    for (let count = 0; count < 3; count += 1) {
      expect((await signIn({ email: account, password: "wrong" })).status).toBe(401);
    }
    const throttled = await signIn({ email: account, password });
    expect(throttled.status).toBe(429);
    expect(throttled.body["code"]).toBe("too-many-attempts");
    expect(Number(throttled.headers.get("retry-after"))).toBeGreaterThan(0);
  });

  it("can't be outrun by trying in parallel", async () => {
    await api().person("agent", "Li Na");
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => signIn({ email, password: "wrong" })),
    );
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(3);
  });

  it("stops an address that tries one password on many accounts", async () => {
    const statuses: number[] = [];
    for (let count = 0; count < 9; count += 1) {
      statuses.push((await signIn({ email: `a${count}@example.com`, password: "x" })).status);
    }
    expect(statuses).toEqual([...Array<number>(8).fill(401), 429]);
  });

  it("forgets the tries once the password was right", async () => {
    await api().person("agent", "Li Na");
    for (let round = 0; round < 2; round += 1) {
      await signIn({ email, password: "wrong" });
      await signIn({ email, password: "wrong" });
      expect((await signIn({ email, password })).status).toBe(201);
    }
  });

  it("refuses to sign a browser in for another site", async () => {
    await api().person("agent", "Li Na");
    const answer = await signIn({ email, password }, { Origin: "https://evil.example" });
    expect(answer.body["code"]).toBe("origin-refused");
  });

  it("stores no token and no password as it is", async () => {
    await api().person("agent", "Li Na");
    const answer = await signIn({ email, password });
    const token = /switchboard=([\w-]+)/.exec(answer.headers.get("set-cookie") ?? "")?.[1] ?? "";
    expect(token).not.toBe("");
    expect(api().log.join("\n")).not.toContain(token);
    expect(api().log.join("\n")).not.toContain(password);
  });
});
