import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ChannelError, type ChannelErrorInit } from "../src/adapter/index.ts";
import { deliveryDesk } from "./support/delivery-desk.ts";
import { useDatabase } from "./support/database.ts";
import { databasesUnderTest } from "./support/requirements.ts";
import { textOf } from "./support/scripted-platform.ts";
import { until } from "./support/until.ts";

/** What may happen to one attempt: whether the platform processed it, and what we hear. */
const happenings = {
  sent: { processed: true },
  "answer lost": { processed: true, error: { code: "unavailable", outcome: "unknown" } },
  "question lost": { processed: false, error: { code: "timeout", outcome: "unknown" } },
  away: { processed: false, error: { code: "unavailable", outcome: "not-sent" } },
  limited: {
    processed: false,
    error: { code: "rate-limited", outcome: "not-sent", retryAfterMs: 500 },
  },
  refused: { processed: false, error: { code: "forbidden", outcome: "not-sent" } },
} as const satisfies Record<string, { processed: boolean; error?: ChannelErrorInit }>;

const conversations = 4;
const repliesEach = 5;

describe.each(databasesUnderTest())("whatever platforms and hubs do to replies on %s", (name) => {
  const database = useDatabase(name);

  it.each([1, 2, 3])(
    "none is there twice, none vanishes, and none overtakes another (%i)",
    async (seed) => {
      const kinds = fc.constantFrom(...(Object.keys(happenings) as (keyof typeof happenings)[]));
      const lot = fc.sample(
        fc.oneof({ weight: 2, arbitrary: fc.constant("sent" as const) }, kinds),
        {
          numRuns: 200,
          seed,
        },
      );
      const desk = await deliveryDesk(database());
      const processed: string[] = [];
      desk.platform.answer = (request) => {
        const what = happenings[lot[desk.platform.attempts.length % lot.length] ?? "sent"];
        if (what.processed) processed.push(`${request.conversation.id} ${textOf(request)}`);
        if ("error" in what) throw new ChannelError(what.error);
        return desk.platform.takes();
      };
      const written = new Map<string, string>();
      for (let n = 0; n < repliesEach; n += 1) {
        for (let c = 0; c < conversations; c += 1) {
          const conversation = await desk.customerWrites(`${n}`, `customer-${c}`);
          written.set(await desk.reply(conversation, `${n}`), `customer-${c} ${n}`);
        }
      }
      // A hub that is stopped within its first pass has claimed nothing: some have to live longer than that.
      const lives = fc.sample(fc.integer({ min: 1, max: 60 }), { numRuns: 500, seed });
      let left = 0;
      let dispatcher = desk.dispatcher;
      await until("the end of every reply", async () => {
        left -= 1;
        if (left <= 0) {
          left = lives.pop() ?? 60;
          await dispatcher.stop();
          dispatcher = desk.restarted();
          dispatcher.start();
        }
        await desk.later(1_000);
        const { queries } = database();
        const open = await queries
          .selectFrom("deliveries")
          .select("id")
          .where("state", "in", ["queued", "sending"])
          .execute();
        return open.length === 0;
      });

      expect(new Set(processed).size).toBe(processed.length);
      for (let c = 0; c < conversations; c += 1) {
        const own = processed.filter((one) => one.startsWith(`customer-${c} `));
        expect(own).toEqual(own.toSorted((a, b) => (a < b ? -1 : 1)));
      }
      const wrong: string[] = [];
      for (const [id, what] of written) {
        const state = (await desk.messages.get(id)).delivery?.state ?? "none";
        if (!isTrue(state, processed.includes(what))) wrong.push(`${what} is said to be ${state}`);
      }
      expect(wrong).toEqual([]);
      expect(written.size).toBe(conversations * repliesEach);
    },
  );
});

/** Whether agents are told the truth, as far as anybody can know it. */
function isTrue(state: string, isThere: boolean): boolean {
  return state === "unknown" || state === (isThere ? "sent" : "failed");
}
