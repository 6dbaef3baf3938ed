import { describe, expect, it } from "vitest";
import { ChannelError, type ChannelErrorInit, type SendResult } from "../src/adapter/index.ts";
import { ann, ben, deliveryDesk, textPart } from "./support/delivery-desk.ts";
import { useDatabase } from "./support/database.ts";
import { databasesUnderTest } from "./support/requirements.ts";
import { connected } from "./support/scripted-adapter.ts";
import { until } from "./support/until.ts";

describe.each(databasesUnderTest())("what becomes of a reply on %s", (name) => {
  const database = useDatabase(name);

  it("that the platform refuses for good: it failed, with the reason, and is not tried again", async () => {
    const desk = await deliveryDesk(database());
    refusesWith(desk, { code: "content-rejected", outcome: "not-sent", message: "No adverts." });
    const conversation = await desk.customerWrites("Hello?");
    const id = await desk.reply(conversation, "Buy now");
    expect((await desk.untilDelivery(id, "failed")).delivery).toEqual({
      state: "failed",
      code: "content-rejected",
      reason: "No adverts.",
      degraded: [],
    });
    desk.platform.answer = () => desk.platform.takes();
    const next = await desk.reply(conversation, "Sorry");
    await desk.untilDelivery(next, "sent");
    await desk.later(60 * 60_000);
    await desk.untilDelivery(next, "sent");
    expect(desk.platform.texts).toEqual(["Buy now", "Sorry"]);
  });

  it("that comes too fast: it waits as long as asked, also over a restart, and nobody else does", async () => {
    const desk = await deliveryDesk(database());
    const limited = await desk.customerWrites("Hello?", "limited");
    desk.platform.answer = ({ conversation, attempt }) => {
      if (conversation.id === "limited" && attempt === 1) {
        throw new ChannelError({ code: "rate-limited", outcome: "not-sent", retryAfterMs: 90_000 });
      }
      return desk.platform.takes();
    };
    const id = await desk.reply(limited, "Slowly");
    await until("the refusal", async () => {
      return (await desk.messages.get(id)).delivery?.code === "rate-limited";
    });
    await desk.dispatcher.stop();
    desk.restarted().start();
    const other = await desk.reply(await desk.customerWrites("Hello?", "other"), "At once");
    await desk.untilDelivery(other, "sent");
    await desk.later(89_999);
    const another = await desk.reply(await desk.customerWrites("Hello?", "another"), "At once");
    await desk.untilDelivery(another, "sent");
    expect(desk.platform.texts).toEqual(["Slowly", "At once", "At once"]);
    await desk.later(1);
    await desk.untilDelivery(id, "sent");
  });

  it.each(["auth-lost", "auth-conflict", "account-restricted", "config-invalid"] as const)(
    "while the account is in trouble (%s): it is held, the channel ends, and mending it sends it",
    async (code) => {
      const desk = await deliveryDesk(database());
      refusesWith(desk, { code, outcome: "not-sent" });
      const id = await desk.reply(await desk.customerWrites("Hello?"), "One day");
      await desk.desk.untilState(desk.channelId, "failed");
      expect((await desk.untilDelivery(id, "queued")).delivery?.code).toBe(code);
      desk.platform.answer = () => desk.platform.takes();
      await desk.desk.channels.reconnect(desk.channelId, "agent:admin");
      // Nobody waits for the end of a pause: the connection itself sends it.
      await desk.untilDelivery(id, "sent");
      expect(desk.platform.attempts).toHaveLength(2);
    },
  );

  it("while the platform is away: it goes out as soon as the channel is connected anew", async () => {
    const desk = await deliveryDesk(database());
    refusesWith(desk, { code: "unavailable", outcome: "not-sent" });
    const id = await desk.reply(await desk.customerWrites("Hello?"), "When you are back");
    await until("a vain attempt", async () => {
      return (await desk.messages.get(id)).delivery?.code === "unavailable";
    });
    const { status } = desk.platform.adapter.context;
    status({ state: "reconnecting", code: "unavailable", retryAt: desk.clock.now() });
    desk.platform.answer = () => desk.platform.takes();
    status(connected);
    await desk.untilDelivery(id, "sent");
    expect(desk.platform.attempts).toHaveLength(2);
  });

  it("whose customer blocked us: it failed, the conversation says so, and a word from them clears it", async () => {
    const desk = await deliveryDesk(database());
    refusesWith(desk, { code: "recipient-unreachable", outcome: "not-sent" });
    const conversation = await desk.customerWrites("Hello?");
    const id = await desk.reply(conversation, "Are you there?");
    await desk.untilDelivery(id, "failed");
    expect((await desk.conversations.get(conversation)).reachability).toBe("blocked");
    await desk.customerWrites("I am back");
    expect((await desk.conversations.get(conversation)).reachability).toBe("open");
  });

  it("that arrives although the customer had blocked us: they have not any more", async () => {
    const desk = await deliveryDesk(database());
    refusesWith(desk, { code: "recipient-unreachable", outcome: "not-sent" });
    const conversation = await desk.customerWrites("Hello?");
    await desk.untilDelivery(await desk.reply(conversation, "1"), "failed");
    desk.platform.answer = () => desk.platform.takes();
    await desk.untilDelivery(await desk.reply(conversation, "2"), "sent");
    expect((await desk.conversations.get(conversation)).reachability).toBe("open");
  });

  it("that the platform changes: agents see what it could not show", async () => {
    const desk = await deliveryDesk(database());
    const degraded = ["The bold letters are plain."];
    desk.platform.answer = () => ({ ...desk.platform.takes(), degraded });
    const id = await desk.reply(await desk.customerWrites("Hello?"), "Bold");
    expect((await desk.untilDelivery(id, "sent")).delivery?.degraded).toEqual(degraded);
  });

  it("that is sent again by an agent after it failed: once, after what was written since", async () => {
    const desk = await deliveryDesk(database());
    refusesWith(desk, { code: "forbidden", outcome: "not-sent" });
    const conversation = await desk.customerWrites("Hello?");
    const id = await desk.reply(conversation, "1");
    await desk.untilDelivery(id, "failed");
    desk.platform.answer = () => desk.platform.takes();
    await expect(desk.changes.resend(ann, await desk.reply(conversation, "2"))).rejects.toThrow(
      "Only what failed or is unknown",
    );
    const again = [desk.changes.resend(ben, id), desk.changes.resend(ben, id)];
    const outcomes = await Promise.allSettled(again);
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    await desk.untilDelivery(id, "sent");
    await expect(desk.changes.resend(ann, id)).rejects.toMatchObject({
      code: "conflict",
      details: { state: "sent" },
    });
    expect(desk.platform.texts.filter((text) => text === "1")).toHaveLength(2);
    expect(desk.platform.attempts.at(-1)).toMatchObject({ clientMessageId: id, attempt: 1 });
  });

  it.each(nonsense)(
    "whose adapter answers with %s: it is settled all the same, and the next one goes out",
    async (_, answer, state) => {
      const desk = await deliveryDesk(database());
      const conversation = await desk.customerWrites("Hello?");
      desk.platform.answer = answer;
      const id = await desk.reply(conversation, "1");
      await desk.untilDelivery(id, state);
      desk.platform.answer = () => desk.platform.takes();
      await desk.untilDelivery(await desk.reply(conversation, "2"), "sent");
      expect(desk.platform.texts).toEqual(["1", "2"]);
    },
  );

  it("whose id is another message's at the platform: nobody's history is overwritten", async () => {
    const desk = await deliveryDesk(database());
    const conversation = await desk.customerWrites("Hello?");
    desk.platform.answer = () => desk.platform.takes("in-1");
    const id = await desk.reply(conversation, "1");
    await desk.untilDelivery(id, "sent");
    desk.platform.answer = () => desk.platform.takes("same");
    for (const text of ["2", "3"]) {
      await desk.untilDelivery(await desk.reply(conversation, text), "sent");
    }
    const { messages } = await desk.messages.list(conversation, {}, 10);
    expect(messages.map(({ parts }) => parts)).toEqual(
      ["Hello?", "1", "2", "3"].map((text) => [textPart(text)]),
    );
  });
});

/** What foreign code may hand back. */
const nonsense: readonly (readonly [string, () => SendResult, string])[] = [
  ["nothing", () => undefined as unknown as SendResult, "unknown"],
  ["no ids", () => ({}) as unknown as SendResult, "unknown"],
  ["an id that is a number", () => result([7]), "sent"],
  ["an id of a thousand characters", () => result(["x".repeat(1000)]), "sent"],
  ["one id twice", () => result(["same", "same"]), "sent"],
  ["a time that is none", () => ({ ...result(["1"]), sentAt: new Date(NaN) }), "sent"],
  [
    "a level that is none",
    () => ({ ...result(["1"]), level: "x" }) as unknown as SendResult,
    "sent",
  ],
  ["an error code that is none", raiser({ code: "x".repeat(100) }), "unknown"],
  ["an error without end", raiser({ code: "forbidden", message: "\0x".repeat(100_000) }), "failed"],
];

function result(messageIds: readonly unknown[]): SendResult {
  return { messageIds: messageIds as string[], level: "sent" };
}

function raiser(init: { readonly code: string; readonly message?: string }): () => SendResult {
  return () => {
    throw new ChannelError({ outcome: "not-sent", ...init } as ChannelErrorInit);
  };
}

function refusesWith(
  desk: Awaited<ReturnType<typeof deliveryDesk>>,
  refusal: ChannelErrorInit,
): void {
  desk.platform.answer = () => {
    throw new ChannelError(refusal);
  };
}
