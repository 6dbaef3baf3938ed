import { describe, expect, it } from "vitest";
import { useApi } from "./support/api.ts";
import { useDatabase } from "./support/database.ts";
import { databasesUnderTest } from "./support/requirements.ts";

const weekdays = { days: [1, 2, 3, 4, 5], from: "09:00", to: "18:00" };

describe.each(databasesUnderTest())("the hub's own settings on %s", (name) => {
  const api = useApi(useDatabase(name));

  it("begin with nothing decided, and keep what an admin decides, each by itself", async () => {
    const as = await api().person("admin");
    expect((await api().call("/api/v1/hub", { as })).body).toEqual({
      name: "",
      timeZone: "UTC",
      locale: "en",
      hours: [],
      isSetupClosed: false,
      areHoursSet: false,
      hasAnswered: false,
    });
    const change = (body: unknown): ReturnType<ReturnType<typeof api>["call"]> =>
      api().call("/api/v1/hub", { method: "PATCH", body, as });
    expect((await change({ name: "蓝窑 The Blue Kiln" })).body["areHoursSet"]).toBe(false);
    await change({ timeZone: "Asia/Shanghai", hours: [weekdays], locale: "zh-CN" });
    const { body } = await change({ isSetupClosed: true });
    expect(body).toEqual({
      name: "蓝窑 The Blue Kiln",
      timeZone: "Asia/Shanghai",
      locale: "zh-CN",
      hours: [weekdays],
      isSetupClosed: true,
      areHoursSet: true,
      hasAnswered: false,
    });
    const log = (await api().call("/api/v1/audit", { as })).body["items"] as readonly unknown[];
    expect(log[0]).toMatchObject({
      act: "hub.changed",
      target: "hub",
      details: { settings: ["isSetupClosed"] },
    });
    const events = await api().call("/api/v1/events?after=0&limit=200", { as });
    const types = (events.body["items"] as readonly { type: string }[]).map(({ type }) => type);
    expect(types.filter((type) => type === "hub.updated")).toHaveLength(3);
  });

  it("lose nothing when two admins change different ones at once", async () => {
    const as = await api().person("admin");
    const changes = [
      { name: "Kiln" },
      { timeZone: "Europe/Berlin" },
      { locale: "zh-CN" },
      { isSetupClosed: true },
    ];
    await Promise.all(
      changes.map((body) => api().call("/api/v1/hub", { method: "PATCH", body, as })),
    );
    const { body } = await api().call("/api/v1/hub", { as });
    expect(body).toMatchObject(Object.assign({}, ...changes) as object);
  });

  it("give new agents their language", async () => {
    const as = await api().person("admin");
    await api().call("/api/v1/hub", { method: "PATCH", body: { locale: "zh-CN" }, as });
    const body = {
      name: "小李",
      email: "li@example.com",
      password: "a long password",
      role: "agent",
    };
    const made = await api().call("/api/v1/agents", { method: "POST", body, as });
    expect(made.body["locale"]).toBe("zh-CN");
  });

  it.each([
    [{ timeZone: "Mars/Olympus" }],
    [{ timeZone: "+08:00" }],
    [{ timeZone: "" }],
    [{ hours: [{ days: [0], from: "09:00", to: "18:00" }] }],
    [{ hours: [{ days: [1], from: "18:00", to: "09:00" }] }],
    [{ hours: [{ days: [1], from: "9", to: "18:00" }] }],
    [{ name: "two\nlines" }],
    [{ colour: "red" }],
  ])("refuse %j", async (body) => {
    const as = await api().person("admin");
    const before = (await api().call("/api/v1/hub", { as })).body;
    const refused = await api().call("/api/v1/hub", { method: "PATCH", body, as });
    expect([refused.status, refused.body["code"]]).toEqual([400, "invalid-request"]);
    expect((await api().call("/api/v1/hub", { as })).body).toEqual(before);
  });
});
