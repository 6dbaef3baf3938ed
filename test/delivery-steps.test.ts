import { describe, expect, it } from "vitest";
import { ChannelError } from "../src/adapter/index.ts";
import { MessageRecords } from "../src/inbox/message-records.ts";
import { ann, deliveryDesk } from "./support/delivery-desk.ts";
import { useDatabase } from "./support/database.ts";
import { databasesUnderTest } from "./support/requirements.ts";
import { until } from "./support/until.ts";

describe.each(databasesUnderTest())("what became of a reply, step by step, on %s", (name) => {
  const database = useDatabase(name);

  it("has each try, why it wasn't the last, and each receipt", async () => {
    const desk = await deliveryDesk(database());
    const records = recordsOf(database());
    const conversation = await desk.customerWrites("Hello");
    desk.platform.answer = (request) => {
      if (desk.platform.attempts.length > 1) return desk.platform.takes();
      throw new ChannelError({
        code: "rate-limited",
        outcome: "not-sent",
        message: `Not so fast with ${request.clientMessageId}.`,
        retryAfterMs: 500,
      });
    };
    const id = await desk.reply(conversation, "Hi");
    await until("the second try is waited for", async () => {
      return (await records.of(id)).steps.length === 3;
    });
    await desk.later(500);
    await desk.untilDelivery(id, "sent");
    const [platformId = ""] = (await records.of(id)).platformIds;
    const at = desk.clock.now();
    const targets = [{ conversationId: "customer", messageId: platformId }];
    const receipt = { type: "receipt", origin: "live", at, targets } as const;
    await desk.hears({ ...receipt, level: "delivered", dedupeKey: "r1" });
    await desk.hears({ ...receipt, level: "read", dedupeKey: "r2" });

    const { steps } = await records.of(id);
    expect(steps.map(({ kind, state, code, attempt }) => [kind, state, code, attempt])).toEqual([
      ["send", "queued", null, 0],
      ["send", "sending", null, 1],
      ["send", "queued", "rate-limited", 1],
      ["send", "sending", null, 2],
      ["send", "sent", null, 2],
      ["send", "delivered", null, 0],
      ["send", "read", null, 0],
    ]);
    expect(steps[2]?.reason).toBe(`Not so fast with ${id}.`);
    const times = steps.map((step) => step.at.getTime());
    expect(times).toEqual(times.toSorted((one, other) => one - other));
  });

  it("goes on where an agent sends it again", async () => {
    const desk = await deliveryDesk(database());
    const records = recordsOf(database());
    const conversation = await desk.customerWrites("Hello");
    desk.platform.answer = () => {
      if (desk.platform.attempts.length > 1) return desk.platform.takes();
      throw new ChannelError({ code: "forbidden", outcome: "not-sent", message: "No." });
    };
    const id = await desk.reply(conversation, "Hi");
    await desk.untilDelivery(id, "failed");
    await desk.changes.resend(ann, id);
    await desk.untilDelivery(id, "sent");
    const { steps } = await records.of(id);
    expect(steps.map(({ state, attempt }) => `${state} ${attempt}`)).toEqual([
      "queued 0",
      "sending 1",
      "failed 1",
      "queued 0",
      "sending 1",
      "sent 1",
    ]);
  });
});

function recordsOf(database: ReturnType<ReturnType<typeof useDatabase>>): MessageRecords {
  return new MessageRecords({ database, redact: (_channel, value) => Promise.resolve(value) });
}
