import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { TestHub } from "switchboard/adapter/testkit";
import { TelegramClient } from "./client.ts";
import { telegram } from "./index.ts";
import { Intake } from "./intake.ts";
import type { TelegramSettings } from "./settings.ts";
import { unhurried } from "./simulator/stage.ts";

const token = "7000000001:AAF-simulated_token-0123456789abcdefg";

function intake() {
  const hub = new TestHub(telegram, { token });
  onTestFinished(() => hub.close());
  const context = hub.context();
  const config = context.config as TelegramSettings;
  const client = new TelegramClient({ ...config, fetch: context.fetch });
  return { hub, intake: new Intake({ ...context, config }, client) };
}

const chat = { id: -1002471352452, type: "supergroup", title: "Regulars" };
const from = { id: 5134861499, is_bot: false, first_name: "Ada", username: "ada" };
const message = {
  message_id: 7,
  date: 1_772_366_405,
  chat,
  from,
  caption: "blue",
  caption_entities: [{ type: "bold", offset: 0, length: 4 }],
  photo: [{ file_id: "F", file_unique_id: "U", width: 1, height: 1 }],
  reply_to_message: { message_id: 5, date: 1, chat, text: "Which?" },
};
const genuine: readonly object[] = [
  { message },
  { edited_message: message },
  { business_message: { ...message, business_connection_id: "BC1" } },
  { message_reaction: { chat, message_id: 7, user: from, date: 1, new_reaction: [] } },
  { my_chat_member: { chat, from, date: 1, new_chat_member: { status: "kicked" } } },
  { deleted_business_messages: { chat, business_connection_id: "BC1", message_ids: [7, 8] } },
  { business_connection: { id: "BC1", user: from, user_chat_id: 5, date: 1, is_enabled: true } },
];

/** Where in a value there is something, as paths. */
function pathsOf(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [path];
  const inner = Object.entries(value).flatMap(([key, one]) => pathsOf(one, [...path, key]));
  return path.length === 0 ? inner : [path, ...inner];
}

function replaced(value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
  if (key === undefined) return by;
  if (Array.isArray(value)) {
    return value.map((one: unknown, n) => (String(n) === key ? replaced(one, rest, by) : one));
  }
  const object = value as Readonly<Record<string, unknown>>;
  return { ...object, [key]: replaced(object[key], rest, by) };
}

const broken = fc
  .constantFrom(...genuine)
  .chain((update) =>
    fc
      .tuple(fc.constantFrom(...pathsOf(update)), fc.jsonValue({ maxDepth: 1 }))
      .map(([path, by]) => replaced(update, path, by) as object),
  );

function idsIn(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) =>
    /^(id|conversationId|messageId|previousId)$/.test(key) ? [String(one)] : idsIn(one),
  );
}

test("whatever is wrong with an update, it makes events that can be stored, or a note in the log", async () => {
  const { hub, intake: it } = intake();
  let id = 0;
  await fc.assert(
    fc.asyncProperty(broken, async (content) => {
      id += 1;
      const before = { stored: hub.journal.events.length, noted: hub.logs.length };
      await it.take([{ update_id: id, ...content }], unhurried());
      const events = hub.journal.events.slice(before.stored);
      expect(events.length + hub.logs.length - before.noted).toBeGreaterThan(0);
      for (const event of events) {
        expect(event.at.getTime()).not.toBeNaN();
        for (const one of idsIn({ ...event, raw: null })) expect(one).toMatch(/^(.*:)?-?\d+$/s);
      }
    }),
    { numRuns: 2000 },
  );
});

test("an id that JSON has rounded becomes nobody's name", async () => {
  const { hub, intake: it } = intake();
  const rounded = { ...message, from: { ...from, id: 2 ** 63 } };
  await it.take([{ update_id: 1, message: rounded }], unhurried());
  expect(hub.journal.events).toMatchObject([
    {
      type: "message",
      message: {
        conversation: { id: "-1002471352452" },
        parts: [{ type: "unsupported", platformType: "unreadable" }],
      },
    },
  ]);
});
