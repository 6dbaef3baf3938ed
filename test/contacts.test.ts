import { describe, expect, it } from "vitest";
import type { Contact as PlatformContact } from "../src/adapter/index.ts";
import { Contacts } from "../src/inbox/contacts.ts";
import { ann, type DeliveryDesk, deliveryDesk } from "./support/delivery-desk.ts";
import { useDatabase } from "./support/database.ts";
import { databasesUnderTest } from "./support/requirements.ts";

describe.each(databasesUnderTest())("contacts on %s", (name) => {
  const database = useDatabase(name);

  it("are those who wrote, with their addresses, newest first, page by page", async () => {
    const { desk, contacts } = await open(database());
    const people = Array.from({ length: 7 }, (_, n) => ({ id: `person-${n}`, name: `P${n}` }));
    for (const person of people) await writes(desk, person);
    await writes(desk, { id: "person-3", name: "P3" });
    const names: string[] = [];
    let before: string | undefined;
    do {
      const page = await contacts.list({}, { before, limit: 3 });
      names.push(...page.contacts.map((contact) => contact.name));
      before = page.next;
    } while (before !== undefined);
    expect(names).toEqual(people.map((person) => person.name).toReversed());
  });

  it("keep other names that the platform tells later, also when they are called as before", async () => {
    const { desk, contacts } = await open(database());
    const person = { id: "wx-1", name: "小明" };
    await writes(desk, person);
    await writes(desk, { ...person, aliases: ["phone:+8613800000000"] });
    await writes(desk, { ...person, aliases: ["username:xiaoming"] });
    const [contact] = (await contacts.list({}, { limit: 1 })).contacts;
    expect(contact?.identities[0]?.aliases).toEqual(["phone:+8613800000000", "username:xiaoming"]);
  });

  it("show what the platform calls them, and by which other names", async () => {
    const { desk, contacts } = await open(database());
    const aliases = ["username:xiaoming", "phone:+8613800000000"];
    await writes(desk, { id: "wx-1", name: "小明", aliases, locale: "zh-CN", isBot: false });
    const [contact] = (await contacts.list({}, { limit: 1 })).contacts;
    expect(contact).toMatchObject({
      name: "小明",
      locale: "zh-CN",
      identities: [
        {
          channelId: desk.channelId,
          externalId: "wx-1",
          name: "小明",
          isBot: false,
          aliases: aliases.toSorted((a, b) => (a < b ? -1 : 1)),
        },
      ],
    });
  });

  it.each([
    ["小明", ["王小明"]],
    ["ANA", ["Ana 100%"]],
    ["100%", ["Ana 100%"]],
    ["%", ["Ana 100%"]],
    ["_", ["Bob_by"]],
    ["\\", ["Back\\slash"]],
    ["nobody", []],
  ])("are found by a part of their name, whatever is in it: %s", async (wanted, expected) => {
    const { desk, contacts } = await open(database());
    for (const called of ["王小明", "Ana 100%", "Bob_by", "Back\\slash"]) {
      await writes(desk, { id: called, name: called });
    }
    const found = (await contacts.list({ name: wanted }, { limit: 10 })).contacts;
    expect(found.map((contact) => contact.name)).toEqual(expected);
  });

  it("are renamed by agents; the platform's name stays with the address, and doesn't undo it", async () => {
    const { desk, contacts } = await open(database());
    await writes(desk, { id: "1", name: "xX_ming_Xx" });
    const [{ id } = { id: "" }] = (await contacts.list({}, { limit: 1 })).contacts;
    const renamed = await contacts.rename(ann, id, "  Wang\n Xiaoming ");
    expect(renamed.name).toBe("Wang Xiaoming");
    expect(renamed.identities.map((identity) => identity.name)).toEqual(["xX_ming_Xx"]);
    await writes(desk, { id: "1", name: "ming 2" });
    const after = await contacts.get(id);
    expect(after.name).toBe("Wang Xiaoming");
    expect(after.identities.map((identity) => identity.name)).toEqual(["ming 2"]);
    const told = await database()
      .queries.selectFrom("events")
      .select("data")
      .where("type", "=", "contact.updated")
      .orderBy("number")
      .execute();
    expect(JSON.parse(told[0]?.data ?? "")).toEqual({ contactId: id, by: "agent:ann" });
  });

  it("need a name, and have to be there", async () => {
    const { desk, contacts } = await open(database());
    await writes(desk, { id: "1", name: "Bo" });
    const [{ id } = { id: "" }] = (await contacts.list({}, { limit: 1 })).contacts;
    await expect(contacts.rename(ann, id, " \0\n")).rejects.toThrow("must not be empty");
    await expect(contacts.rename(ann, "nobody", "X")).rejects.toMatchObject({ code: "not-found" });
    await expect(contacts.get("nobody")).rejects.toMatchObject({ code: "not-found" });
    expect((await contacts.rename(ann, id, "Bo")).name).toBe("Bo");
  });
});

async function open(database: DeliveryDesk["database"]) {
  const desk = await deliveryDesk(database, { idle: true });
  const { events } = desk.desk;
  return { desk, contacts: new Contacts({ database, events, clock: desk.clock }) };
}

let written = 0;

async function writes(desk: DeliveryDesk, contact: PlatformContact): Promise<void> {
  written += 1;
  const at = desk.clock.now();
  await desk.hears({
    type: "message",
    dedupeKey: `${written}`,
    at,
    origin: "live",
    message: {
      id: `${written}`,
      conversation: { id: contact.id, kind: "direct" },
      author: { kind: "customer", contact },
      sentAt: at,
      parts: [{ type: "text", text: { text: "Hello" } }],
    },
  });
}
