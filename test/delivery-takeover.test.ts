import { describe, expect, it } from "vitest";
import type { ChannelSession, SendResult } from "../src/adapter/index.ts";
import { ann, type DeliveryDesk, deliveryDesk, textPart } from "./support/delivery-desk.ts";
import { type TestDatabase, useDatabase } from "./support/database.ts";
import { databasesUnderTest } from "./support/requirements.ts";
import { ScriptedPlatform } from "./support/scripted-platform.ts";
import { until } from "./support/until.ts";

describe.each(databasesUnderTest())("replies when their hub dies on %s", (name) => {
  const database = useDatabase(name);

  it("are unknown when they were at the platform, and those behind them go out", async () => {
    const first = await hub(database(), "first");
    const { underWay, waiting } = await oneUnderWay(first);
    const second = await successor(database(), first);
    await second.untilDelivery(waiting, "sent");
    expect((await second.untilDelivery(underWay, "unknown")).delivery).toMatchObject({
      code: "internal",
      reason: "The hub was stopped while this was being sent.",
    });
    expect(second.platform.texts).toEqual(["2"]);
  });

  it("are asked about after that, where the platform can tell", async () => {
    const first = await hub(database(), "first");
    const { underWay, waiting } = await oneUnderWay(first);
    const platform = new ScriptedPlatform();
    platform.adapter.members = { ...platform.adapter.members, reconcile: found };
    const second = await successor(database(), first, platform);
    await second.untilDelivery(underWay, "sent");
    await second.untilDelivery(waiting, "sent");
    expect(platform.texts).toEqual(["2"]);
  });

  it("are lifted from unknown by the dead one's last word, when it brings proof", async () => {
    const first = await hub(database(), "first");
    const { underWay, answer } = await oneUnderWay(first);
    const second = await successor(database(), first);
    await second.untilDelivery(underWay, "unknown");
    answer(first.platform.takes("late"));
    expect((await second.untilDelivery(underWay, "sent")).delivery?.code).toBeNull();
  });

  it("are never settled by the dead one's last word after somebody else took them on", async () => {
    const first = await hub(database(), "first");
    const { underWay, waiting, answer } = await oneUnderWay(first);
    const second = await successor(database(), first);
    await second.untilDelivery(underWay, "unknown");
    await second.untilDelivery(waiting, "sent");
    let settle = (): void => undefined;
    second.platform.answer = async () => {
      await new Promise<void>((resolve) => (settle = resolve));
      return second.platform.takes("of the second");
    };
    await second.changes.resend(ann, underWay);
    await until(
      "the second's attempt",
      () => second.platform.attempts.at(-1)?.clientMessageId === underWay,
    );
    answer(first.platform.takes("of the first"));
    await until("the refusal", () =>
      first.desk.logged().includes("Another process has taken over"),
    );
    expect((await second.messages.get(underWay)).delivery?.state).toBe("sending");
    settle();
    await second.untilDelivery(underWay, "sent");
    const { external_id: id } = await database()
      .queries.selectFrom("messages")
      .select("external_id")
      .where("id", "=", underWay)
      .executeTakeFirstOrThrow();
    expect(id).toBe("of the second");
  });

  it("are not claimed any more by one that does not know yet that it lost the channel", async () => {
    const first = await hub(database(), "first");
    const conversation = await first.customerWrites("Hello?");
    await first.dispatcher.stop();
    const second = await successor(database(), first, new ScriptedPlatform(), { idle: true });
    // It still thinks that the channel is its own.
    expect(first.desk.supervisor.connected(first.channelId)).toBeDefined();
    first.restarted().start();
    const id = await second.reply(conversation, "Whose?");
    await first.later(1_000);
    second.restarted().start();
    await second.untilDelivery(id, "sent");
    expect(first.platform.texts).toEqual([]);
    expect(second.platform.texts).toEqual(["Whose?"]);
  });

  it("are tried again when they were edits, deletions or reactions: doing those twice is doing them once", async () => {
    const platform = new ScriptedPlatform();
    platform.adapter.members = { ...platform.adapter.members, edit: never, react: never };
    const first = await hub(database(), "first", platform);
    const conversation = await first.customerWrites("Hello?");
    const message = await first.reply(conversation, "Helo");
    await first.untilDelivery(message, "sent");
    await first.changes.edit(ann, message, [textPart("Hello")]);
    await until("the edit", async () => (await changeState(database(), message)) === "sending");
    const successors = new ScriptedPlatform();
    const edits: unknown[] = [];
    successors.adapter.members = {
      ...successors.adapter.members,
      edit: (_target, parts) => {
        edits.push(parts);
        return Promise.resolve();
      },
    };
    const second = await successor(database(), first, successors);
    await until("the edit", async () => (await changeState(database(), message)) === "sent");
    expect(edits).toEqual([[textPart("Hello")]]);
    expect((await second.messages.get(message)).parts).toEqual([textPart("Hello")]);
  });

  it("are sent after all when a claim was stored but its hub never heard so", async () => {
    const desk = await deliveryDesk(database(), { idle: true });
    const id = await desk.reply(await desk.customerWrites("Hello?"), "Lost claim");
    const { leaseToken } = desk.desk.supervisor.connected(desk.channelId) ?? { leaseToken: 0 };
    await database()
      .queries.updateTable("deliveries")
      .set({ state: "sending", attempts: 1, lease_token: leaseToken })
      .execute();
    desk.dispatcher.start();
    await desk.untilDelivery(id, "sent");
    expect(desk.platform.texts).toEqual(["Lost claim"]);
  });
});

const found: NonNullable<ChannelSession["reconcile"]> = () =>
  Promise.resolve({ messageIds: ["found"], level: "sent" });

const never = (): Promise<never> => new Promise(() => undefined);

function hub(
  database: TestDatabase,
  name: string,
  platform = new ScriptedPlatform(),
): Promise<DeliveryDesk> {
  return deliveryDesk(database, { platform, owner: { name, isDead: () => false } });
}

/** Another hub that takes the channel over, because it knows that the first one is dead. */
async function successor(
  database: TestDatabase,
  first: DeliveryDesk,
  platform = new ScriptedPlatform(),
  more: { readonly idle?: boolean } = {},
): Promise<DeliveryDesk> {
  const { channelId } = first;
  const owner = { name: "second", isDead: (other: string) => other === "first" };
  const second = await deliveryDesk(database, { platform, owner, channelId, ...more });
  await second.desk.supervisor.look();
  await until("the takeover", () => second.desk.supervisor.connected(channelId));
  return second;
}

/** Two replies, of which the first is at the platform. */
async function oneUnderWay(desk: DeliveryDesk) {
  let answer: (result: SendResult) => void = () => undefined;
  desk.platform.answer = async () => await new Promise((resolve) => (answer = resolve));
  const conversation = await desk.customerWrites("Hello?");
  const underWay = await desk.reply(conversation, "1");
  const waiting = await desk.reply(conversation, "2");
  await until("an attempt", () => desk.platform.attempts.length === 1);
  return { underWay, waiting, answer: (result: SendResult) => answer(result) };
}

async function changeState({ queries }: TestDatabase, messageId: string): Promise<string> {
  const row = await queries
    .selectFrom("deliveries")
    .select("state")
    .where("message_id", "=", messageId)
    .where("kind", "<>", "send")
    .executeTakeFirstOrThrow();
  return row.state;
}
