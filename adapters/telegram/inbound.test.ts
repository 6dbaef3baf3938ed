import { describe, expect, test } from "vitest";
import { eventsOf } from "./inbound.ts";
import { bare } from "./simulator/stage.ts";
import type { InboundContext, Update } from "./updates.ts";

const context: InboundContext = {
  self: { id: "700", username: "shop_bot" },
  startedAt: new Date("2026-03-01T12:00:00Z"),
  receivedAt: new Date("2026-03-01T12:00:09Z"),
};
const at = new Date("2026-03-01T12:00:05Z");
const date = at.getTime() / 1000;

const ada = {
  id: 5134861499,
  is_bot: false,
  first_name: "Ada",
  last_name: "Lovelace",
  username: "ada",
  language_code: "en-GB",
};
const adaContact = {
  id: "5134861499",
  aliases: ["username:ada"],
  name: "Ada Lovelace",
  locale: "en-GB",
};
const privateChat = { id: 5134861499, type: "private", first_name: "Ada" };
const group = { id: -1002471352452, type: "supergroup", title: "Regulars" };
const file = { file_id: "F1", file_unique_id: "U1", file_size: 1234 };
const ref = { fileId: "F1", uniqueId: "U1" };

/** Reads an update that is given as it would come: as JSON. */
function read(update: object, more: Partial<InboundContext> = {}) {
  const parsed = JSON.parse(JSON.stringify({ update_id: 9, ...update })) as Update;
  return eventsOf(parsed, { ...context, ...more });
}

function readMessage(fields: object) {
  const message = { message_id: 7, date, chat: privateChat, from: ada, ...fields };
  const [event] = read({ message });
  if (event?.type !== "message") throw new Error(`not a message: ${event?.type}`);
  return event.message;
}

function partOf(fields: object): unknown {
  return readMessage(fields).parts[0];
}

test("a text becomes one message with everything that is known of it", () => {
  expect(
    read({ message: { message_id: 7, date, chat: privateChat, from: ada, text: "Hi" } }).map(bare),
  ).toEqual([
    {
      type: "message",
      dedupeKey: "update:9",
      at,
      origin: "live",
      message: {
        id: "7",
        conversation: { id: "5134861499", kind: "direct" },
        author: { kind: "customer", contact: adaContact },
        sentAt: at,
        parts: [{ type: "text", text: { text: "Hi" } }],
      },
    },
  ]);
});

test("the payload is kept as it came", () => {
  const message = { message_id: 7, date, chat: privateChat, from: ada, text: "Hi", news: { a: 1 } };
  expect(read({ message })[0]?.raw).toEqual({ update_id: 9, message });
});

test("what happened before the session started is catch-up", () => {
  const message = { message_id: 7, date: date - 60, chat: privateChat, from: ada, text: "Hi" };
  expect(read({ message })[0]?.origin).toBe("catch-up");
});

describe("content", () => {
  const media = (kind: string, more: object = {}, about: object = {}) => ({
    type: "media",
    kind,
    media: { ref, size: 1234, ...more },
    ...about,
  });
  const table: Readonly<Record<string, readonly [object, unknown]>> = {
    "photo, the largest size": [
      {
        photo: [
          { file_id: "F0", file_unique_id: "U0", width: 90, height: 60, file_size: 9 },
          { ...file, width: 1280, height: 853 },
          { file_id: "F2", file_unique_id: "U2", width: 320, height: 213 },
        ],
      },
      media("image", { mimeType: "image/jpeg", width: 1280, height: 853 }),
    ],
    "photo with a styled caption": [
      {
        photo: [{ ...file, width: 10, height: 20 }],
        caption: "so blue",
        caption_entities: [{ type: "italic", offset: 3, length: 4 }],
      },
      media(
        "image",
        { mimeType: "image/jpeg", width: 10, height: 20 },
        { caption: { text: "so blue", spans: [{ start: 3, end: 7, style: "italic" }] } },
      ),
    ],
    video: [
      {
        video: {
          ...file,
          width: 640,
          height: 480,
          duration: 3,
          mime_type: "video/mp4",
          file_name: "a.mp4",
        },
      },
      media("video", {
        mimeType: "video/mp4",
        fileName: "a.mp4",
        width: 640,
        height: 480,
        durationMs: 3000,
      }),
    ],
    "video note, which is square": [
      { video_note: { ...file, length: 240, duration: 5 } },
      media("video", { mimeType: "video/mp4", width: 240, height: 240, durationMs: 5000 }),
    ],
    "animation, although it has a document too": [
      {
        animation: { ...file, width: 64, height: 48, duration: 1, mime_type: "video/mp4" },
        document: { ...file, mime_type: "video/mp4" },
      },
      media("animation", { mimeType: "video/mp4", width: 64, height: 48, durationMs: 1000 }),
    ],
    "live photo": [
      { live_photo: { ...file, width: 64, height: 48, duration: 2 }, photo: [] },
      media("video", { mimeType: "video/mp4", width: 64, height: 48, durationMs: 2000 }),
    ],
    audio: [
      { audio: { ...file, duration: 180, mime_type: "audio/mp4", file_name: "song.m4a" } },
      media("audio", { mimeType: "audio/mp4", fileName: "song.m4a", durationMs: 180_000 }),
    ],
    voice: [
      { voice: { ...file, duration: 4 } },
      media("voice", { mimeType: "audio/ogg", durationMs: 4000 }),
    ],
    document: [
      { document: { ...file, mime_type: "application/pdf", file_name: "发票.pdf" } },
      media("file", { mimeType: "application/pdf", fileName: "发票.pdf" }),
    ],
    "a document of 21 MB, which bots can't fetch": [
      { document: { ...file, file_size: 22_020_096 } },
      { type: "media", kind: "file", media: { ref, size: 22_020_096 } },
    ],
    "still sticker": [
      { sticker: { ...file, width: 512, height: 512, is_animated: false, is_video: false } },
      media("sticker", { mimeType: "image/webp", width: 512, height: 512 }),
    ],
    "animated sticker": [
      { sticker: { ...file, width: 512, height: 512, is_animated: true, is_video: false } },
      media("sticker", { mimeType: "application/x-tgsticker", width: 512, height: 512 }),
    ],
    "video sticker": [
      { sticker: { ...file, width: 512, height: 512, is_animated: false, is_video: true } },
      media("sticker", { mimeType: "video/webm", width: 512, height: 512 }),
    ],
    location: [
      { location: { latitude: 31.2, longitude: 121.5 } },
      { type: "location", latitude: 31.2, longitude: 121.5 },
    ],
    "venue, although it has a location too": [
      {
        location: { latitude: 31.2, longitude: 121.5 },
        venue: {
          location: { latitude: 31.2, longitude: 121.5 },
          title: "Shop",
          address: "1 Nanjing Rd",
        },
      },
      { type: "location", latitude: 31.2, longitude: 121.5, name: "Shop", address: "1 Nanjing Rd" },
    ],
    contact: [
      {
        contact: {
          phone_number: "+15550100",
          first_name: "Grace",
          last_name: "Hopper",
          vcard: "BEGIN:VCARD",
        },
      },
      { type: "contact-card", name: "Grace Hopper", phones: ["+15550100"], vcard: "BEGIN:VCARD" },
    ],
    poll: [
      {
        poll: {
          question: "Which?",
          options: [{ text: "A" }, { text: "B" }],
          allows_multiple_answers: true,
        },
      },
      { type: "poll", question: "Which?", options: ["A", "B"], multiple: true },
    ],
    "answer of a web app": [
      { web_app_data: { data: "size:42", button_text: "Sizes" } },
      { type: "action", value: "size:42", label: "Sizes" },
    ],
    dice: [
      { dice: { emoji: "🎲", value: 4 } },
      { type: "unsupported", platformType: "dice", fallback: "🎲 4" },
    ],
    game: [
      { game: { title: "Corsairs" } },
      { type: "unsupported", platformType: "game", fallback: "Game: Corsairs" },
    ],
    story: [
      { story: { chat: group, id: 3 } },
      { type: "unsupported", platformType: "story", fallback: "A story was forwarded." },
    ],
    checklist: [
      {
        checklist: {
          title: "Order",
          tasks: [
            { id: 1, text: "pay", completion_date: 1 },
            { id: 2, text: "ship" },
          ],
        },
      },
      { type: "unsupported", platformType: "checklist", fallback: "Order\n☑ pay\n☐ ship" },
    ],
    "paid media with a caption": [
      { paid_media: { star_count: 5, paid_media: [] }, caption: "buy it" },
      {
        type: "unsupported",
        platformType: "paid_media",
        fallback: "Paid media for 5 stars.\nbuy it",
      },
    ],
    "a kind that nobody has thought of": [
      { hologram: { depth: 3 } },
      {
        type: "unsupported",
        platformType: "hologram",
        fallback: "Telegram sent something that can't be shown here (hologram).",
      },
    ],
  };

  test.each(Object.entries(table))("%s", (_, [fields, expected]) => {
    expect(partOf(fields)).toEqual(expected);
  });
});

describe("around the content", () => {
  test("an album's messages carry its id", () => {
    const photo = [{ ...file, width: 1, height: 1 }];
    expect(readMessage({ photo, media_group_id: "1388" }).albumId).toBe("1388");
  });

  test("a reply names the message answered and quotes it", () => {
    const answered = { message_id: 5, date, chat: privateChat, text: "Which colour?" };
    expect(readMessage({ text: "Green", reply_to_message: answered }).replyTo).toEqual({
      conversationId: "5134861499",
      messageId: "5",
      excerpt: "Which colour?",
    });
  });

  test("a quote of part of it is the excerpt", () => {
    const answered = { message_id: 5, date, chat: privateChat, text: "Which colour? Which size?" };
    const quote = { text: "Which size?", position: 14 };
    expect(readMessage({ text: "42", reply_to_message: answered, quote }).replyTo?.excerpt).toBe(
      "Which size?",
    );
  });

  test("a long excerpt is cut between graphemes", () => {
    const answered = {
      message_id: 5,
      date,
      chat: privateChat,
      text: `${"x".repeat(195)}👩‍👩‍👧‍👦 and more`,
    };
    expect(readMessage({ text: "?", reply_to_message: answered }).replyTo?.excerpt).toBe(
      `${"x".repeat(195)}…`,
    );
  });

  test("a reply to a message of another chat names that chat", () => {
    const external_reply = { origin: {}, chat: group, message_id: 88 };
    expect(readMessage({ text: "this?", external_reply }).replyTo).toEqual({
      conversationId: "-1002471352452",
      messageId: "88",
    });
  });

  test("forwarded", () => {
    expect(readMessage({ text: "x", forward_origin: { type: "user", date } }).forwarded).toBe(true);
  });

  test("who shares their own card tells their number", () => {
    const contact = { phone_number: "86 138-0013-8000", first_name: "Ada", user_id: ada.id };
    expect(readMessage({ contact }).author.contact?.aliases).toEqual([
      "username:ada",
      "phone:+8613800138000",
    ]);
  });
});

describe("groups and channels", () => {
  test("the thread is the group's, the author the member, the name is told once", () => {
    const message = { message_id: 1, date, chat: group, from: ada, text: "Hello all" };
    const [said, named] = read({ message });
    expect(said).toMatchObject({
      message: {
        conversation: { id: "-1002471352452", kind: "group" },
        author: { kind: "customer", contact: { id: "5134861499" } },
      },
    });
    expect(named).toMatchObject({
      type: "conversation-changed",
      title: "Regulars",
      dedupeKey: "update:9:title",
    });
    const titles = new Map([["-1002471352452", "Regulars"]]);
    expect(read({ message }, { titles })).toHaveLength(1);
  });

  test("a topic is a thread of its own, and its first message is not what everything in it answers", () => {
    const opened = { message_id: 3, date, chat: group, forum_topic_created: { name: "Orders" } };
    const message = readMessage({
      chat: group,
      text: "Mine?",
      is_topic_message: true,
      message_thread_id: 3,
      reply_to_message: opened,
    });
    expect(message.conversation).toEqual({ id: "-1002471352452", kind: "group", threadId: "3" });
    expect(message.replyTo).toBeUndefined();
  });

  test("outside of a forum message_thread_id is no thread", () => {
    const message = readMessage({ chat: group, text: "x", message_thread_id: 3 });
    expect(message.conversation.threadId).toBeUndefined();
  });

  test("a channel's direct messages are a thread per person", () => {
    const message = readMessage({
      chat: group,
      text: "x",
      direct_messages_topic: { topic_id: 55 },
    });
    expect(message.conversation.threadId).toBe("direct:55");
  });

  test("whoever writes in the name of a chat is that chat", () => {
    const standIn = { id: 1087968824, is_bot: true, first_name: "Group" };
    expect(
      readMessage({ chat: group, from: standIn, sender_chat: group, text: "x" }).author,
    ).toEqual({
      kind: "customer",
      contact: { id: "-1002471352452", name: "Regulars" },
    });
  });

  test("a channel post", () => {
    const chat = { id: -100200, type: "channel", title: "News" };
    const [post] = read({
      channel_post: { message_id: 2, date, chat, sender_chat: chat, text: "New!" },
    });
    expect(post).toMatchObject({
      type: "message",
      message: {
        conversation: { id: "-100200", kind: "channel" },
        author: { contact: { name: "News" } },
      },
    });
  });

  test.each([
    ["a mention", { text: "hi @Shop_Bot", entities: [{ type: "mention", offset: 3, length: 9 }] }],
    [
      "a command",
      { text: "/help@shop_bot", entities: [{ type: "bot_command", offset: 0, length: 14 }] },
    ],
    [
      "a mention by id",
      {
        text: "Shop!",
        entities: [{ type: "text_mention", offset: 0, length: 4, user: { id: 700 } }],
      },
    ],
    [
      "an answer",
      { text: "yes", reply_to_message: { message_id: 1, date, chat: group, from: { id: 700 } } },
    ],
  ])("%s speaks to us", (_, fields) => {
    expect(readMessage({ chat: group, ...fields }).mentionsSelf).toBe(true);
  });

  test("other names don't", () => {
    const entities = [{ type: "mention", offset: 0, length: 7 }];
    expect(readMessage({ chat: group, text: "@nobody", entities }).mentionsSelf).toBeUndefined();
  });

  test.each([
    ["who joined", { new_chat_members: [ada] }, "new_chat_members", "Ada Lovelace joined."],
    ["who left", { left_chat_member: ada }, "left_chat_member", "Ada Lovelace left."],
    ["what was pinned", { pinned_message: {} }, "pinned_message", "Ada Lovelace pinned a message."],
  ])("%s is said by the platform", (_, fields, platformType, fallback) => {
    const message = readMessage({ chat: group, ...fields });
    expect(message.author).toEqual({ kind: "system" });
    expect(message.parts).toEqual([{ type: "unsupported", platformType, fallback }]);
  });

  test("a new title is told as one", () => {
    const message = { message_id: 4, date, chat: group, from: ada, new_chat_title: "Friends" };
    expect(read({ message }).map(bare)).toMatchObject([
      { type: "message", dedupeKey: "update:9" },
      { type: "conversation-changed", title: "Friends", dedupeKey: "update:9:title" },
    ]);
  });

  test.each([
    [
      "the old group",
      { chat: { id: -400, type: "group", title: "Regulars" }, migrate_to_chat_id: -1002471352452 },
    ],
    ["the new one", { chat: group, migrate_from_chat_id: -400 }],
  ])("a group that became a supergroup, told in %s", (_, fields) => {
    expect(read({ message: { message_id: 1, date, from: ada, ...fields } }).map(bare)).toEqual([
      {
        type: "conversation-changed",
        dedupeKey: "update:9",
        at,
        origin: "live",
        conversation: { id: "-1002471352452", kind: "group" },
        previousId: "-400",
        title: "Regulars",
      },
    ]);
  });

  test("ids keep every digit up to Telegram's 52 bits", () => {
    const id = 2 ** 52 - 1;
    const message = readMessage({ chat: { id, type: "private" }, from: { ...ada, id } });
    expect(message.conversation.id).toBe("4503599627370495");
    expect(message.author.contact?.id).toBe("4503599627370495");
  });
});
