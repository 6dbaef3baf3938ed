import { pino } from "pino";
import { describe, expect, it, onTestFinished } from "vitest";
import { Snoozes } from "../src/inbox/snoozes.ts";
import { ann, type DeliveryDesk, deliveryDesk } from "./support/delivery-desk.ts";
import { useDatabase } from "./support/database.ts";
import { databasesUnderTest } from "./support/requirements.ts";
import { until } from "./support/until.ts";

const minute = 60_000;

describe.each(databasesUnderTest())("a snoozed conversation on %s", (name) => {
  const database = useDatabase(name);

  it("comes back when its time has come, once, at the top, and says so", async () => {
    const desk = await deliveryDesk(database(), { idle: true });
    const id = await desk.customerWrites("Hello?", "first");
    await desk.customerWrites("Me too", "second");
    const snoozedUntil = inMinutes(desk, 10);
    expect(
      await desk.conversations.update(ann, id, { status: "snoozed", snoozedUntil }),
    ).toMatchObject({ status: "snoozed", snoozedUntil });
    const [one, other] = [snoozes(desk), snoozes(desk)];
    one.start();
    other.start();
    await desk.clock.advance(9 * minute);
    expect(await desk.conversations.get(id)).toMatchObject({ status: "snoozed", snoozedUntil });
    await desk.clock.advance(minute);
    await untilStatus(desk, id, "open");
    const { conversations } = await desk.conversations.list({}, { limit: 10 });
    expect(conversations[0]).toMatchObject({
      id,
      status: "open",
      snoozedUntil: null,
      preview: { direction: "activity", kind: "woke-up", text: "Hello?" },
    });
    await Promise.all([one.stop(), other.stop()]);
    const { messages } = await desk.messages.list(id, {}, 10);
    expect(messages.map(({ author, activity }) => [author.kind, activity])).toEqual([
      ["customer", null],
      ["agent", { status: "snoozed", from: "open", snoozedUntil: snoozedUntil.toISOString() }],
      ["system", { status: "open", from: "snoozed" }],
    ]);
    const rows = await database()
      .queries.selectFrom("events")
      .select("data")
      .where("type", "=", "conversation.updated")
      .orderBy("number")
      .execute();
    expect(rows.map(({ data }) => JSON.parse(data) as unknown)).toMatchObject([
      { status: "snoozed", from: "open", by: "agent:ann" },
      { status: "open", from: "snoozed", snoozedUntil: null, by: "snooze" },
    ]);
  });

  it("comes back as soon as the customer writes, and not once more at its time", async () => {
    const desk = await deliveryDesk(database(), { idle: true });
    const id = await desk.customerWrites("Hello?");
    const waker = snoozes(desk);
    waker.start();
    for (const snoozedUntil of [inMinutes(desk, 10), null]) {
      await desk.conversations.update(ann, id, { status: "snoozed", snoozedUntil });
      await desk.customerWrites("Still there?");
      expect(await desk.conversations.get(id)).toMatchObject({
        status: "open",
        snoozedUntil: null,
      });
    }
    await desk.conversations.update(ann, id, { status: "resolved" });
    await desk.clock.advance(20 * minute);
    await waker.stop();
    expect(await desk.conversations.get(id)).toMatchObject({ status: "resolved" });
  });

  it("is left alone once it was resolved, and until the customer writes when it has no time", async () => {
    const desk = await deliveryDesk(database(), { idle: true });
    const resolved = await desk.customerWrites("Hello?", "first");
    const waiting = await desk.customerWrites("Hello?", "second");
    const snoozedUntil = inMinutes(desk, 10);
    await desk.conversations.update(ann, resolved, { status: "snoozed", snoozedUntil });
    await desk.conversations.update(ann, resolved, { status: "resolved" });
    await desk.conversations.update(ann, waiting, { status: "snoozed" });
    const waker = snoozes(desk);
    waker.start();
    await desk.clock.advance(20 * minute);
    await waker.stop();
    expect(await desk.conversations.get(resolved)).toMatchObject({
      status: "resolved",
      snoozedUntil: null,
    });
    expect(await desk.conversations.get(waiting)).toMatchObject({
      status: "snoozed",
      snoozedUntil: null,
    });
  });

  it("has a time to come, and no other status has one", async () => {
    const desk = await deliveryDesk(database(), { idle: true });
    const id = await desk.customerWrites("Hello?");
    const update = (change: Parameters<typeof desk.conversations.update>[2]) =>
      desk.conversations.update(ann, id, change);
    await expect(
      update({ status: "snoozed", snoozedUntil: desk.clock.now() }),
    ).rejects.toMatchObject({ code: "invalid", message: "snoozedUntil: must be in the future." });
    await expect(update({ snoozedUntil: inMinutes(desk, 1) })).rejects.toThrow(
      "only a snoozed conversation has one",
    );
    await expect(
      update({ status: "pending", snoozedUntil: inMinutes(desk, 1) }),
    ).rejects.toMatchObject({ code: "invalid" });
    await update({ status: "snoozed", snoozedUntil: inMinutes(desk, 1) });
    const later = inMinutes(desk, 2);
    expect(await update({ snoozedUntil: later })).toMatchObject({ snoozedUntil: later });
    expect(await update({ labels: ["vip"] })).toMatchObject({
      status: "snoozed",
      snoozedUntil: later,
    });
  });
});

const inMinutes = ({ clock }: DeliveryDesk, minutes: number): Date =>
  new Date(clock.now().getTime() + minutes * minute);

/** What wakes them in one process. */
function snoozes({ database, desk: { events }, clock }: DeliveryDesk): Snoozes {
  const log = pino({ level: "silent" });
  const made = new Snoozes({ database, events, clock, log });
  onTestFinished(() => made.stop());
  return made;
}

async function untilStatus(desk: DeliveryDesk, id: string, status: string): Promise<void> {
  await until(`it is ${status}`, async () => (await desk.conversations.get(id)).status === status);
}
