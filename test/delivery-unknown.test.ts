import { describe, expect, it } from "vitest";
import { ChannelError, type ChannelSession } from "../src/adapter/index.ts";
import { ann, type DeliveryDesk, deliveryDesk } from "./support/delivery-desk.ts";
import { useDatabase } from "./support/database.ts";
import { ownMessage, receipt } from "./support/platform-events.ts";
import { databasesUnderTest } from "./support/requirements.ts";
import { ScriptedPlatform } from "./support/scripted-platform.ts";
import { until } from "./support/until.ts";

const lost = new ChannelError({ code: "unavailable", outcome: "unknown", message: "No answer." });

describe.each(databasesUnderTest())("a reply that may have arrived on %s", (name) => {
  const database = useDatabase(name);

  it("is not sent again by itself; the next one goes out, and an agent may decide", async () => {
    const desk = await deliveryDesk(database());
    const { first, second } = await loseTheFirst(desk);
    await desk.untilDelivery(second, "sent");
    await desk.later(60 * 60_000);
    expect((await desk.untilDelivery(first, "unknown")).delivery).toMatchObject({
      code: "unavailable",
      reason: "No answer.",
    });
    expect(desk.platform.texts).toEqual(["1", "2"]);
    await desk.changes.resend(ann, first);
    await desk.untilDelivery(first, "sent");
    expect(desk.platform.texts).toEqual(["1", "2", "1"]);
  });

  it("is shown as sent when the platform knows it", async () => {
    const desk = await deliveryDesk(database(), {
      platform: reconciling(() => Promise.resolve({ messageIds: ["found"], level: "sent" })),
    });
    const { first, second } = await loseTheFirst(desk);
    await desk.untilDelivery(first, "sent");
    await desk.untilDelivery(second, "sent");
    expect(desk.platform.texts).toEqual(["1", "2"]);
    // It is that very message: a receipt for its id counts.
    await desk.hears(receipt("found", "read"));
    await desk.untilDelivery(first, "read");
  });

  it("is sent again by itself only when the platform is sure that it doesn't know it", async () => {
    const asked: string[] = [];
    const desk = await deliveryDesk(database(), {
      platform: reconciling(({ clientMessageId }) => {
        asked.push(clientMessageId);
        return Promise.resolve("not-sent");
      }),
    });
    const { first, second } = await loseTheFirst(desk);
    await desk.untilDelivery(first, "sent");
    await desk.untilDelivery(second, "sent");
    expect(asked).toEqual([first]);
    expect(desk.platform.texts.filter((text) => text === "1")).toHaveLength(2);
  });

  it("stays with the agent when the platform can't tell, and is asked about once", async () => {
    let asked = 0;
    const desk = await deliveryDesk(database(), {
      platform: reconciling(() => {
        asked += 1;
        return Promise.resolve("unresolved");
      }),
    });
    const { first, second } = await loseTheFirst(desk);
    await desk.untilDelivery(second, "sent");
    await until("the question", () => asked === 1);
    await desk.later(60 * 60_000);
    await desk.untilDelivery(await desk.reply(await desk.customerWrites("?"), "3"), "sent");
    expect(asked).toBe(1);
    expect((await desk.messages.get(first)).delivery).toMatchObject({ state: "unknown" });
  });

  it("is asked about again when the platform could not be reached, for a day", async () => {
    let asked = 0;
    const desk = await deliveryDesk(database(), {
      platform: reconciling(() => {
        asked += 1;
        return asked < 3
          ? Promise.reject(lost)
          : Promise.resolve({ messageIds: [], level: "sent" });
      }),
    });
    const { first } = await loseTheFirst(desk);
    for (let time = 1; time <= 2; time += 1) {
      await until(`question ${time}`, () => asked === time);
      await until("its place in the queue", async () => (await dueAt(desk, first)) > now(desk));
      await desk.later(30_000);
    }
    await desk.untilDelivery(first, "sent");
    expect(desk.platform.texts.filter((text) => text === "1")).toHaveLength(1);
  });

  it("is not asked about for ever", async () => {
    let asked = 0;
    const desk = await deliveryDesk(database(), {
      platform: reconciling(() => {
        asked += 1;
        return Promise.reject(lost);
      }),
    });
    const { first } = await loseTheFirst(desk);
    await until(
      "a first question",
      async () => asked === 1 && (await dueAt(desk, first)) > now(desk),
    );
    await desk.later(24 * 60 * 60_000);
    await until("the end", async () => (await dueAt(desk, first)) > now(desk) + 1e10);
    expect(asked).toBe(2);
  });

  it("was left by a library that hangs: unknown when its time is up, and the next one goes out", async () => {
    const desk = await deliveryDesk(database(), { timeBox: { textMs: 20, mediaMs: 20 } });
    const conversation = await desk.customerWrites("Hello?");
    let toldToStop = false;
    desk.platform.answer = async (_, signal) => {
      signal.addEventListener("abort", () => (toldToStop = true));
      return await new Promise<never>(() => undefined);
    };
    const first = await desk.reply(conversation, "1");
    expect((await desk.untilDelivery(first, "unknown")).delivery).toMatchObject({
      code: "timeout",
      reason: "The platform did not answer within 0.02 s.",
    });
    expect(toldToStop).toBe(true);
    desk.platform.answer = () => desk.platform.takes();
    await desk.untilDelivery(await desk.reply(conversation, "2"), "sent");
  });

  it("was left by an adapter that broke down: unknown, in the log, and counted against the channel", async () => {
    const desk = await deliveryDesk(database());
    desk.platform.answer = () => {
      throw new TypeError("Cannot read properties of null");
    };
    const conversation = await desk.customerWrites("Hello?");
    const ids: string[] = [];
    for (let n = 1; n <= 5; n += 1) ids.push(await desk.reply(conversation, `${n}`));
    for (const id of ids) {
      expect((await desk.untilDelivery(id, "unknown")).delivery).toMatchObject({
        code: "internal",
        reason: "The adapter failed unexpectedly; the log has the details.",
      });
    }
    expect(desk.desk.logged()).toContain("Cannot read properties of null");
    // The fifth within ten minutes starts the session anew.
    await desk.desk.untilState(desk.channelId, "reconnecting");
  });

  it("is proved by its echo, whatever became of the answer", async () => {
    const desk = await deliveryDesk(database());
    const { first } = await loseTheFirst(desk);
    await desk.untilDelivery(first, "unknown");
    await desk.hears(ownMessage("out-7", "1", first));
    expect((await desk.untilDelivery(first, "sent")).delivery).toMatchObject({ code: null });
    const { messages } = await desk.messages.list(await conversationOf(desk, first), {}, 10);
    expect(messages.map(({ direction }) => direction)).toEqual(["inbound", "outbound", "outbound"]);
  });
});

function reconciling(reconcile: NonNullable<ChannelSession["reconcile"]>): ScriptedPlatform {
  const platform = new ScriptedPlatform();
  platform.adapter.members = { ...platform.adapter.members, reconcile };
  return platform;
}

/** Two replies, of which the first one's answer is lost once. */
async function loseTheFirst(desk: DeliveryDesk) {
  const conversation = await desk.customerWrites("Hello?");
  let losses = 1;
  desk.platform.answer = () => {
    losses -= 1;
    if (losses >= 0) throw lost;
    return desk.platform.takes();
  };
  const first = await desk.reply(conversation, "1");
  return { first, second: await desk.reply(conversation, "2") };
}

function now({ clock }: DeliveryDesk): number {
  return clock.now().getTime();
}

async function dueAt({ database }: DeliveryDesk, messageId: string): Promise<number> {
  const row = await database.queries
    .selectFrom("deliveries")
    .select("due_at")
    .where("message_id", "=", messageId)
    .executeTakeFirstOrThrow();
  return row.due_at;
}

async function conversationOf(desk: DeliveryDesk, messageId: string): Promise<string> {
  return (await desk.messages.get(messageId)).conversationId;
}
