import { describe, expect, it } from "vitest";
import { openDatabase } from "../src/db/database.ts";
import { Audit } from "../src/auth/audit.ts";
import { Contacts } from "../src/inbox/contacts.ts";
import { Conversations } from "../src/inbox/conversations.ts";
import { Joining } from "../src/inbox/joining.ts";
import { EventLog } from "../src/realtime/event-log.ts";
import { type TestDatabase, useDatabase } from "./support/database.ts";
import { InboundDesk, liNa, noon, textEvent } from "./support/inbound.ts";
import { databasesUnderTest } from "./support/requirements.ts";

describe.each(databasesUnderTest())("contacts that are one person, on %s", (name) => {
  const database = useDatabase(name);

  it("have one name, all their addresses and all their conversations", async () => {
    const { joining, contacts, conversations, people } = await open(database(), [
      "anna",
      "ann",
      "bo",
    ]);
    const [anna, ann] = people;
    await joining.join(liNa, anna.contactId, ann.contactId);

    const person = await contacts.get(anna.contactId);
    expect(person.name).toBe("anna");
    expect(person.identities.map(({ externalId }) => externalId)).toEqual(["anna", "ann"]);
    expect(person.identities.map(({ joined }) => joined)).toEqual([
      null,
      { at: noon, by: liNa.key, contactId: ann.contactId },
    ]);
    // Who still knows the other one comes to the person.
    expect(await contacts.get(ann.contactId)).toEqual(person);
    expect((await contacts.list({}, { limit: 10 })).contacts.map((one) => one.name)).toEqual([
      "bo",
      "anna",
    ]);
    for (const contactId of [anna.contactId, ann.contactId]) {
      const { conversations: theirs } = await conversations.list({ contactId }, { limit: 10 });
      expect(theirs.map(({ id }) => id).toSorted()).toEqual(
        [anna.conversationId, ann.conversationId].toSorted(),
      );
      expect(theirs.map((one) => one.contactId)).toEqual([anna.contactId, anna.contactId]);
    }
  });

  it("are found by each of their names, and renamed by whichever of their ids", async () => {
    const { joining, contacts, people } = await open(database(), ["王小明", "xiaoming", "bo"]);
    const [wang, xiaoming] = people;
    await joining.join(liNa, wang.contactId, xiaoming.contactId);
    const found = (await contacts.list({ name: "XIAO" }, { limit: 10 })).contacts;
    expect(found.map((one) => one.name)).toEqual(["王小明"]);
    expect((await contacts.rename(liNa, xiaoming.contactId, "Wang")).id).toBe(wang.contactId);
    expect((await contacts.get(wang.contactId)).name).toBe("Wang");
  });

  it("are taken apart again, each with what it had and what it got meanwhile", async () => {
    const { desk, joining, contacts, conversations, people } = await open(database(), [
      "anna",
      "ann",
    ]);
    const [anna, ann] = people;
    await joining.join(liNa, anna.contactId, ann.contactId);
    await desk.ingest().receive("shop", [textEvent({ id: "2", from: "ann", topic: "more" })]);
    const [, joined] = (await contacts.get(anna.contactId)).identities;
    await joining.takeApart(liNa, anna.contactId, joined?.id ?? "");

    expect((await contacts.get(anna.contactId)).identities).toHaveLength(1);
    const apart = await contacts.get(ann.contactId);
    expect(apart).toMatchObject({ id: ann.contactId, name: "ann" });
    expect(apart.identities.map(({ externalId }) => externalId)).toEqual(["ann"]);
    const theirs = await conversations.list({ contactId: ann.contactId }, { limit: 10 });
    expect(theirs.conversations).toHaveLength(2);
    expect(theirs.conversations.every((one) => one.contactId === ann.contactId)).toBe(true);
  });

  it("take along those who were joined before", async () => {
    const { joining, contacts, people } = await open(database(), ["a", "b", "c"]);
    const [a, b, c] = people;
    await joining.join(liNa, b.contactId, c.contactId);
    await joining.join(liNa, a.contactId, b.contactId);
    const person = await contacts.get(c.contactId);
    expect(person.identities.map(({ externalId }) => externalId)).toEqual(["a", "b", "c"]);
    await joining.takeApart(liNa, a.contactId, person.identities[1]?.id ?? "");
    expect((await contacts.get(c.contactId)).id).toBe(a.contactId);
    expect((await contacts.get(b.contactId)).id).toBe(b.contactId);
  });

  it("are joined once, not to themselves, and not away from somebody else", async () => {
    const { joining, people } = await open(database(), ["a", "b", "c"]);
    const [a, b, c] = people;
    const count = async (): Promise<number> => (await told(database())).length;
    await joining.join(liNa, a.contactId, b.contactId);
    const before = await count();
    await joining.join(liNa, a.contactId, b.contactId);
    expect(await count()).toBe(before);
    const join = (one: string, other: string) => joining.join(liNa, one, other);
    await expect(join(a.contactId, a.contactId)).rejects.toMatchObject({ code: "invalid" });
    await expect(join(a.contactId, "nobody")).rejects.toMatchObject({ code: "not-found" });
    await expect(join(c.contactId, b.contactId)).rejects.toMatchObject({ code: "conflict" });
    await expect(join(b.contactId, c.contactId)).rejects.toMatchObject({ code: "conflict" });
    await expect(join(b.contactId, a.contactId)).rejects.toMatchObject({ code: "conflict" });
    await expect(joining.takeApart(liNa, a.contactId, a.identityId)).rejects.toMatchObject({
      code: "invalid",
    });
    await expect(joining.takeApart(liNa, a.contactId, c.identityId)).rejects.toMatchObject({
      code: "not-found",
    });
    expect(await count()).toBe(before);
  });

  it("tell every page: of the person, and of each conversation that is theirs now", async () => {
    const { joining, people } = await open(database(), ["anna", "ann"]);
    const [anna, ann] = people;
    const before = (await told(database())).length;
    await joining.join(liNa, anna.contactId, ann.contactId);
    await joining.takeApart(liNa, anna.contactId, ann.identityId);
    const by = liNa.key;
    expect((await told(database())).slice(before)).toEqual([
      ["contact.updated", null, { contactId: anna.contactId, joined: ann.contactId, by }],
      ["conversation.updated", ann.conversationId, { contactId: anna.contactId, by }],
      ["contact.updated", null, { contactId: anna.contactId, takenApart: ann.contactId, by }],
      ["contact.updated", null, { contactId: ann.contactId, by }],
      ["conversation.updated", ann.conversationId, { contactId: ann.contactId, by }],
    ]);
    const { entries } = await new Audit(database(), () => noon).list(10);
    expect(
      entries.map(({ act, target, actor, details }) => ({ act, target, actor, details })),
    ).toEqual([
      {
        act: "contact.taken-apart",
        target: `contact:${anna.contactId}`,
        actor: by,
        details: { takenApart: ann.contactId },
      },
      {
        act: "contact.joined",
        target: `contact:${anna.contactId}`,
        actor: by,
        details: { joined: ann.contactId },
      },
    ]);
  });

  it("lose and double nothing while several processes take in what they write", async () => {
    const { desk, joining, contacts, conversations, people } = await open(database(), [
      "a",
      "b",
      "c",
    ]);
    const [a, b, c] = people;
    const other = openDatabase(database().url);
    try {
      // Two that know everybody already, of which one joins nothing itself.
      const elsewhere = new InboundDesk(Object.assign(other, { url: database().url }));
      const ways = [desk.ingest(), elsewhere.ingest()];
      let sent = 0;
      const write = async (way: (typeof ways)[number], from: string): Promise<void> => {
        const id = `m${(sent += 1)}`;
        // New threads too: they are opened for a contact that is just being joined.
        const topic = sent % 3 === 0 ? { topic: `t${sent}` } : {};
        const event = textEvent({ id, from, name: `${from}${sent % 5}`, ...topic });
        await way.receive("shop", [event]);
        await way.receive("shop", [event]);
      };
      for (const way of ways) for (const from of ["a", "b", "c"]) await write(way, from);
      for (let round = 0; round < 12; round += 1) {
        const writing = ways.flatMap((way) => ["a", "b", "c"].map((from) => write(way, from)));
        await joining.join(liNa, a.contactId, b.contactId);
        await joining.join(liNa, c.contactId, a.contactId);
        await joining.takeApart(liNa, c.contactId, b.identityId);
        await joining.takeApart(liNa, c.contactId, a.identityId);
        await Promise.all(writing);
      }
      const last = ways.flatMap((way) => ["a", "b", "c"].map((from) => write(way, from)));
      await joining.join(liNa, a.contactId, b.contactId);
      await Promise.all(last);

      expect(await desk.count("messages")).toBe(sent + 3);
      expect(await desk.count("contacts")).toBe(3);
      expect(await desk.count("identities")).toBe(3);
      const rows = await database().queries.selectFrom("quarantined_events").selectAll().execute();
      expect(rows).toEqual([]);
      const all = await conversations.list({}, { limit: 200 });
      const of = async (contactId: string): Promise<readonly string[]> =>
        (await conversations.list({ contactId }, { limit: 200 })).conversations.map(({ id }) => id);
      const theirs = [await of(b.contactId), await of(c.contactId)];
      expect(theirs.flat().toSorted()).toEqual(all.conversations.map(({ id }) => id).toSorted());
      expect(new Set(all.conversations.map((one) => one.contactId))).toEqual(
        new Set([a.contactId, c.contactId]),
      );
      const names = (await contacts.get(a.contactId)).identities.map((one) => one.externalId);
      expect(names).toEqual(["a", "b"]);
    } finally {
      await other.close();
    }
  });

  it("end as one of the two ways when two agents join them crosswise", async () => {
    for (let round = 0; round < 10; round += 1) {
      const names = [`x${round}`, `y${round}`, `z${round}`];
      const { joining, contacts, people } = await open(database(), names);
      const [x, y, z] = people.map((one) => one.contactId) as [string, string, string];
      const outcomes = await Promise.allSettled([
        joining.join(liNa, x, y),
        joining.join(liNa, y, x),
        joining.join(liNa, z, x),
        joining.join(liNa, y, z),
      ]);
      const refusals = outcomes.flatMap((one) =>
        one.status === "rejected" ? [one.reason as unknown] : [],
      );
      for (const refusal of refusals) expect(refusal).toMatchObject({ code: "conflict" });
      const persons = await Promise.all([x, y, z].map((id) => contacts.get(id)));
      for (const person of persons) {
        // Whoever one asks for is a person, not a part of one, and has the address of whom one asked for.
        expect((await contacts.get(person.id)).id).toBe(person.id);
      }
      const addresses = new Map(persons.map((one) => [one.id, one.identities]));
      expect(
        [...addresses.values()]
          .flat()
          .map((one) => one.externalId)
          .toSorted(),
      ).toEqual(names);
    }
  });

  it("may be those who share another name or are called alike", async () => {
    const { desk, joining, contacts, people } = await open(database(), ["a", "b", "c", "d"]);
    const [a, b, c] = people;
    const say = async (from: string, called: string): Promise<void> =>
      desk.ingest().receive("shop", [textEvent({ id: `again ${from}`, from, name: called })]);
    await say("a", "小明");
    await say("b", "小明");
    await contacts.rename(liNa, c.contactId, "小明");
    const alike = async (id: string): Promise<readonly string[]> =>
      (await contacts.lookalikes(id)).map((one) => one.id);
    expect((await alike(a.contactId)).toSorted()).toEqual([b.contactId, c.contactId].toSorted());
    await joining.join(liNa, b.contactId, c.contactId);
    expect(await alike(a.contactId)).toEqual([b.contactId]);
    await joining.join(liNa, a.contactId, b.contactId);
    expect(await alike(a.contactId)).toEqual([]);
  });
});

interface Person {
  readonly contactId: string;
  readonly identityId: string;
  readonly conversationId: string;
}

/** A desk where these people have written. */
async function open(database: TestDatabase, names: readonly string[]) {
  const desk = new InboundDesk(database);
  const ingest = desk.ingest();
  for (const from of names) await ingest.receive("shop", [textEvent({ id: "1", from })]);
  const rows = await database.queries
    .selectFrom("identities")
    .innerJoin("conversations", "conversations.contact_id", "identities.contact_id")
    .select([
      "external_id",
      "identities.contact_id",
      "identities.id as identity",
      "conversations.id",
    ])
    .where("external_id", "in", [...names])
    .execute();
  const people = names.map((wanted): Person => {
    const row = rows.find(({ external_id: id }) => id === wanted);
    if (row === undefined) throw new Error(`${wanted} didn't write.`);
    return { contactId: row.contact_id, identityId: row.identity, conversationId: row.id };
  });
  const clock = { now: () => noon };
  const events = new EventLog(database);
  const audit = new Audit(database, clock.now);
  const parts = { database, events, clock, isAgent: () => Promise.resolve(false) };
  return {
    desk,
    contacts: new Contacts(parts),
    conversations: new Conversations(parts),
    joining: new Joining({ ...parts, audit: (trx, act) => audit.note(trx, act) }),
    people: people as [Person, Person, Person],
  };
}

async function told(database: TestDatabase) {
  const rows = await database.queries
    .selectFrom("events")
    .select(["type", "conversation_id", "data"])
    .orderBy("number")
    .execute();
  return rows.map((row) => [row.type, row.conversation_id, JSON.parse(row.data) as unknown]);
}
