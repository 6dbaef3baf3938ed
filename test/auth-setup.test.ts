import { describe, expect, it } from "vitest";
import { useApi } from "./support/api.ts";
import { useDatabase } from "./support/database.ts";
import { databasesUnderTest } from "./support/requirements.ts";

const admin = { email: "boss@example.com", name: "Boss", password: "a long password" };

describe.each(databasesUnderTest())("the first run on %s", (name) => {
  const database = useDatabase(name);
  const api = useApi(database);
  const post = (body: unknown) => api().call("/api/v1/setup", { method: "POST", body });
  const newToken = async (): Promise<string> => (await api().auth.setup.ensureSetupToken()) ?? "";

  it("lets the holder of the link become the admin, once", async () => {
    const token = await newToken();
    const first = await post({ ...admin, token });
    expect(first.status).toBe(201);
    expect(first.body["agent"]).toMatchObject({ email: admin.email, role: "admin" });
    expect(first.headers.get("set-cookie")).toContain("switchboard=");
    const second = await post({ ...admin, email: "other@example.com", token });
    expect(second.body["code"]).toBe("setup-refused");
  });

  it("lets only one of many in who use the link at the same time", async () => {
    const token = await newToken();
    const answers = await Promise.all(
      Array.from({ length: 5 }, (_none, index) =>
        post({ ...admin, email: `a${index}@example.com`, token }),
      ),
    );
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
      201, 403, 403, 403, 403,
    ]);
    expect(await api().auth.agents.list()).toHaveLength(1);
  });

  it("lets only one in when two processes printed a link each", async () => {
    const tokens = [await newToken(), await newToken()];
    const answers = await Promise.all(
      tokens.map((token, index) => post({ ...admin, email: `a${index}@example.com`, token })),
    );
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 403]);
    expect(await api().auth.agents.list()).toHaveLength(1);
  });

  it("refuses a wrong and an old link", async () => {
    const token = await newToken();
    expect((await post({ ...admin, token: "x".repeat(43) })).status).toBe(403);
    api().clock.now = new Date(api().clock.now.getTime() + 25 * 60 * 60 * 1000);
    expect((await post({ ...admin, token })).status).toBe(403);
  });

  it("prints no link once there is an admin, and keeps none", async () => {
    await post({ ...admin, token: await newToken() });
    expect(await api().auth.setup.ensureSetupToken()).toBeUndefined();
    expect(await database().queries.selectFrom("setup_tokens").selectAll().execute()).toEqual([]);
  });

  it("sends people to the set-up page until then", async () => {
    const before = await api().call("/");
    expect([before.status, before.headers.get("location")]).toEqual([302, "/setup"]);
    await post({ ...admin, token: await newToken() });
    const after = await api().call("/");
    expect(after.status).toBe(200);
    expect(after.text).toBe((await api().call("/inbox")).text);
  });

  it("serves a page that may load nothing but its own files", async () => {
    const page = await api().call("/setup");
    expect(page.headers.get("content-type")).toContain("text/html");
    expect(page.headers.get("content-security-policy")).toContain(
      "default-src 'none'; script-src 'self'",
    );
    expect(page.headers.get("referrer-policy")).toBe("no-referrer");
    for (const [, file] of page.text.matchAll(/(?:src|href)="(\/[^"]+)"/g)) {
      expect((await api().call(file ?? "")).status).toBe(200);
    }
  });

  it("notes in the audit log where the admin came from", async () => {
    await post({ ...admin, token: await newToken() });
    const { entries } = await api().auth.audit.list(10);
    expect(entries).toMatchObject([{ actor: "setup", act: "agent.created" }]);
  });
});
