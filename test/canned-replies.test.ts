import { describe, expect, it } from "vitest";
import { type Client, type TestApi, useApi } from "./support/api.ts";
import { useDatabase } from "./support/database.ts";
import { databasesUnderTest } from "./support/requirements.ts";

const path = "/api/v1/canned-replies";

describe.each(databasesUnderTest())("canned replies, on %s", (name) => {
  const api = useApi(useDatabase(name));

  it("are everybody's when an admin made them, and an agent's own when the agent did", async () => {
    const [admin, ann, bob] = await people(api());
    const hello = {
      shortCode: "Hello",
      texts: { en: "Hello {{contact.name}}!", "zh-CN": "您好！" },
    };
    const made = await api().call(path, {
      method: "POST",
      body: { isShared: true, title: "Greeting", ...hello },
      as: admin,
    });
    expect(made).toMatchObject({
      status: 201,
      body: { isShared: true, shortCode: "hello", title: "Greeting", texts: hello.texts },
    });
    await create(api(), ann, { shortCode: "地址", texts: { "zh-CN": "南京西路 1266 号" } });
    expect(await codes(api(), ann)).toEqual(["hello", "地址"]);
    expect(await codes(api(), bob)).toEqual(["hello"]);
    expect(await codes(api(), admin)).toEqual(["hello"]);
  });

  it("are changed and removed by those whose they are, and by nobody else", async () => {
    const [admin, ann, bob] = await people(api());
    const shared = await create(api(), admin, { isShared: true, shortCode: "hours" });
    const own = await create(api(), ann, { shortCode: "hours", texts: { en: "Mine" } });
    // Their own stands before everybody's.
    const { body } = await api().call(path, { as: ann });
    expect(body["items"]).toMatchObject([{ id: own }, { id: shared }]);

    const patch = (id: string, as: Client) =>
      api().call(`${path}/${id}`, { method: "PATCH", body: { texts: { en: "New" } }, as });
    expect(await patch(shared, ann)).toMatchObject({ status: 403, body: { code: "forbidden" } });
    expect(await patch(own, bob)).toMatchObject({ status: 404, body: { code: "not-found" } });
    expect(await patch(own, admin)).toMatchObject({ status: 404 });
    expect(await patch(own, ann)).toMatchObject({ status: 200, body: { texts: { en: "New" } } });
    expect(await patch(shared, admin)).toMatchObject({ status: 200, body: { shortCode: "hours" } });
    const remove = async (id: string, as: Client) =>
      (await api().call(`${path}/${id}`, { method: "DELETE", as })).status;
    expect(await remove(shared, ann)).toBe(403);
    expect(await remove(shared, admin)).toBe(204);
    expect(await remove(shared, admin)).toBe(404);
    expect(await remove(own, ann)).toBe(204);
    expect(await codes(api(), ann)).toEqual([]);

    const audit = await api().call("/api/v1/audit", { as: admin });
    const acts = (audit.body["items"] as readonly { act: string }[]).map(({ act }) => act);
    expect(acts.filter((act) => act.startsWith("canned"))).toEqual([
      "canned-reply.removed",
      "canned-reply.changed",
      "canned-reply.created",
    ]);
  });

  it("have a short code that leads to one of them alone", async () => {
    const [admin] = await people(api());
    const first = await create(api(), admin, { isShared: true, shortCode: "a" });
    await create(api(), admin, { isShared: true, shortCode: "b" });
    const again = { isShared: true, shortCode: "B", texts: { en: "x" } };
    const taken = { status: 409, body: { code: "conflict" } };
    expect(await api().call(path, { method: "POST", body: again, as: admin })).toMatchObject(taken);
    const change = { method: "PATCH", body: { shortCode: "b" }, as: admin };
    expect(await api().call(`${path}/${first}`, change)).toMatchObject(taken);
    expect(await codes(api(), admin)).toEqual(["a", "b"]);
  });

  it("are refused with what is wrong with them", async () => {
    const [admin, ann] = await people(api());
    const program = await api().program(["messages:send"], admin);
    const refused = async (body: object, as: Client): Promise<unknown> =>
      (
        await api().call(path, {
          method: "POST",
          body: { isShared: true, shortCode: "x", ...body },
          as,
        })
      ).body["detail"];
    const texts = { en: "x" };
    expect(await refused({ texts: {} }, admin)).toMatch(/^texts: must have a text in one language/);
    expect(await refused({ texts: { en: "  " } }, admin)).toBe("texts.en: must not be empty.");
    expect(await refused({ texts, shortCode: "a b" }, admin)).toMatch(
      /^shortCode: must be 1 to 32/,
    );
    expect(await refused({ texts: { "not a language": "x" } }, admin)).toMatch(/^texts/);
    expect(await refused({ texts }, ann)).toBe("This needs the permission canned-replies:manage.");
    expect(await refused({ texts, isShared: false }, program)).toMatch(/^isShared: an API key has/);
  });
});

async function people(api: TestApi): Promise<readonly [Person, Person, Person]> {
  return [
    await api.person("admin", "Li Na"),
    await api.person("agent", "Ann"),
    await api.person("agent", "Bob"),
  ];
}

type Person = Awaited<ReturnType<TestApi["person"]>>;

async function create(api: TestApi, as: Client, given: object): Promise<string> {
  const body = { isShared: false, texts: { en: "Text" }, ...given };
  const answer = await api.call(path, { method: "POST", body, as });
  expect(answer).toMatchObject({ status: 201 });
  return String(answer.body["id"]);
}

async function codes(api: TestApi, as: Client): Promise<readonly string[]> {
  const { body } = await api.call(path, { as });
  return (body["items"] as readonly { shortCode: string }[]).map(({ shortCode }) => shortCode);
}
