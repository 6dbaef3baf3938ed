import { expect, test } from "vitest";
import { eventsOf } from "./inbound.ts";
import { bare } from "./simulator/stage.ts";
import type { Update } from "./updates.ts";

const startedAt = new Date("2026-03-01T12:00:00Z");
const receivedAt = new Date("2026-03-01T12:00:09Z");
const at = new Date("2026-03-01T12:00:05Z");
const date = at.getTime() / 1000;
const ada = { id: 51, is_bot: false, first_name: "Ada" };
const owner = { id: 60, is_bot: false, first_name: "Shopkeeper" };
const chat = { id: 51, type: "private", first_name: "Ada" };
const header = { dedupeKey: "update:9", at, origin: "live" };

function read(update: object): readonly object[] {
  const parsed = JSON.parse(JSON.stringify({ update_id: 9, ...update })) as Update;
  return eventsOf(parsed, { self: { id: "700" }, startedAt, receivedAt }).map(bare);
}

test("an edit carries the whole message, at the time of the edit", () => {
  const edited_message = {
    message_id: 7,
    date: date - 99,
    edit_date: date,
    chat,
    from: ada,
    text: "New",
  };
  expect(read({ edited_message })).toEqual([
    {
      ...header,
      type: "message-edited",
      message: {
        id: "7",
        conversation: { id: "51", kind: "direct" },
        author: { kind: "customer", contact: { id: "51", name: "Ada" } },
        sentAt: new Date((date - 99) * 1000),
        parts: [{ type: "text", text: { text: "New" } }],
      },
    },
  ]);
});

test("reactions are the actor's whole set", () => {
  const message_reaction = {
    chat,
    message_id: 7,
    user: ada,
    date,
    old_reaction: [{ type: "emoji", emoji: "👎" }],
    new_reaction: [
      { type: "emoji", emoji: "👍" },
      { type: "custom_emoji", custom_emoji_id: "55" },
      { type: "paid" },
    ],
  };
  expect(read({ message_reaction })).toEqual([
    {
      ...header,
      type: "reactions",
      target: { conversationId: "51", messageId: "7" },
      actor: { id: "51", name: "Ada" },
      emojis: ["👍", "custom:55", "⭐"],
    },
  ]);
});

test("a channel can react too", () => {
  const actor_chat = { id: -100200, type: "channel", title: "News", username: "news" };
  const message_reaction = {
    chat,
    message_id: 7,
    actor_chat,
    date,
    old_reaction: [],
    new_reaction: [],
  };
  expect(read({ message_reaction })).toMatchObject([
    { actor: { id: "-100200", name: "News", aliases: ["username:news"] }, emojis: [] },
  ]);
});

test("a pressed button is a message, tied to the one it stands under", () => {
  const callback_query = {
    id: "4455",
    from: ada,
    chat_instance: "1",
    data: "size:42",
    message: {
      message_id: 7,
      date,
      chat,
      from: { id: 700 },
      text: "Which size?",
      reply_markup: {
        inline_keyboard: [
          [{ text: "Size 41", callback_data: "size:41" }],
          [{ text: "Size 42", callback_data: "size:42" }],
        ],
      },
    },
  };
  expect(read({ callback_query })).toEqual([
    {
      ...header,
      at: receivedAt,
      type: "message",
      message: {
        id: "action:4455",
        conversation: { id: "51", kind: "direct" },
        author: { kind: "customer", contact: { id: "51", name: "Ada" } },
        sentAt: receivedAt,
        parts: [{ type: "action", value: "size:42", label: "Size 42" }],
        replyTo: { conversationId: "51", messageId: "7" },
      },
    },
  ]);
});

test("a button under a message too old to be shown still says where it was", () => {
  const callback_query = {
    id: "1",
    from: ada,
    chat_instance: "1",
    data: "x",
    message: { chat, message_id: 7, date: 0 },
  };
  expect(read({ callback_query })).toMatchObject([
    { message: { conversation: { id: "51" }, parts: [{ type: "action", value: "x" }] } },
  ]);
});

test.each([
  ["private", "kicked", "blocked"],
  ["private", "member", "open"],
  ["group", "left", "left"],
  ["supergroup", "kicked", "left"],
  ["supergroup", "administrator", "open"],
])("in a %s chat the bot is %s: %s", (type, status, reachability) => {
  const my_chat_member = {
    chat: { id: -5, type, ...(type === "private" ? {} : { title: "Regulars" }) },
    from: ada,
    date,
    old_chat_member: { status: "member", user: {} },
    new_chat_member: { status, user: {} },
  };
  expect(read({ my_chat_member })).toEqual([
    {
      ...header,
      type: "conversation-changed",
      conversation: { id: "-5", kind: type === "private" ? "direct" : "group" },
      ...(type === "private" ? {} : { title: "Regulars" }),
      reachability,
    },
  ]);
});

const business = { message_id: 7, date, chat, business_connection_id: "BC1", text: "Hi" };

test("a Business account's messages have ids of their own and say how to answer", () => {
  expect(read({ business_message: { ...business, from: ada } })).toMatchObject([
    {
      type: "message",
      message: {
        id: "BC1:7",
        conversation: { id: "51", kind: "direct" },
        author: { kind: "customer" },
        replyContext: { businessConnectionId: "BC1" },
      },
    },
  ]);
});

test.each([
  ["its owner", { from: owner }],
  ["the bot in its name", { from: owner, sender_business_bot: { id: 700, is_bot: true } }],
])("what %s writes there is ours", (_, fields) => {
  expect(read({ business_message: { ...business, ...fields } })).toMatchObject([
    { message: { author: { kind: "self" } } },
  ]);
});

test("an edit in a Business chat", () => {
  const edited_business_message = { ...business, from: ada, edit_date: date, text: "Hello" };
  expect(read({ edited_business_message })).toMatchObject([
    { type: "message-edited", message: { id: "BC1:7", parts: [{ text: { text: "Hello" } }] } },
  ]);
});

test("each message deleted in a Business chat is an event of its own", () => {
  const deleted_business_messages = { business_connection_id: "BC1", chat, message_ids: [7, 8] };
  expect(read({ deleted_business_messages })).toEqual(
    [7, 8].map((id) => ({
      type: "message-deleted",
      dedupeKey: `update:9:${id}`,
      at: receivedAt,
      origin: "live",
      target: { conversationId: "51", messageId: `BC1:${id}` },
    })),
  );
});

test.each([
  [true, "Shopkeeper's Business account was connected to the bot."],
  [false, "Shopkeeper's Business account was disconnected from the bot."],
])("a Business connection (enabled: %s) is noted in its owner's chat", (is_enabled, fallback) => {
  const business_connection = { id: "BC1", user: owner, user_chat_id: 60, date, is_enabled };
  expect(read({ business_connection })).toMatchObject([
    {
      message: {
        id: "update:9",
        conversation: { id: "60", kind: "direct" },
        author: { kind: "system" },
        parts: [{ type: "unsupported", platformType: "business_connection", fallback }],
      },
    },
  ]);
});

test("an update of an unknown kind is kept where a chat is known", () => {
  expect(read({ hologram: { chat, depth: 3 } })).toMatchObject([
    {
      dedupeKey: "update:9",
      message: {
        id: "update:9",
        conversation: { id: "51", kind: "direct" },
        author: { kind: "system" },
        parts: [
          {
            type: "unsupported",
            platformType: "hologram",
            fallback: "Telegram sent something that can't be shown here (hologram).",
          },
        ],
      },
    },
  ]);
});

test("and makes no event where there is none", () => {
  expect(read({ hologram: { depth: 3 } })).toEqual([]);
  expect(read({ inline_query: { id: "1", from: ada, query: "x" } })).toEqual([]);
});
