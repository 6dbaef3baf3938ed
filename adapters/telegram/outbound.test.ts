import { describe, expect, test } from "vitest";
import { ChannelError } from "switchboard/adapter";
import type { MediaKind, OutboundMedia, Part, SendRequest } from "switchboard/adapter";
import { limits } from "./capabilities.ts";
import { planSend } from "./outbound.ts";
import { planEdit, planReaction } from "./sending.ts";
import { text, upload } from "./simulator/stage.ts";

const conversation = { id: "51", kind: "direct" } as const;
const to = { chat_id: "51" };

function plan(parts: readonly Part<OutboundMedia>[], more: Partial<SendRequest> = {}) {
  return planSend({ clientMessageId: "c", conversation, parts, attempt: 1, ...more });
}

function calls(...parts: readonly Part<OutboundMedia>[]): unknown {
  return plan(parts).calls;
}

function media(
  kind: MediaKind,
  mimeType: string,
  more: Partial<OutboundMedia> = {},
): Extract<Part<OutboundMedia>, { type: "media" }> {
  return { type: "media", kind, media: { ...upload(new Uint8Array(9), mimeType), ...more } };
}

function refusal(act: () => unknown): ChannelError {
  try {
    act();
  } catch (error) {
    if (error instanceof ChannelError) return error;
    throw error;
  }
  throw new Error("It was not refused.");
}

const picture = media("image", "image/jpeg");
const film = media("video", "video/mp4", { width: 640, height: 480, durationMs: 3400 });
const song = media("audio", "audio/mpeg", { durationMs: 1000 });
const letter = media("file", "application/pdf");

describe("one part, one call", () => {
  const table: Readonly<Record<string, readonly [Part<OutboundMedia>, unknown]>> = {
    text: [text("Hi 2*3*4"), { method: "sendMessage", params: { ...to, text: "Hi 2*3*4" } }],
    "styled text, as entities": [
      { type: "text", text: { text: "so blue", spans: [{ start: 3, end: 7, style: "strike" }] } },
      {
        method: "sendMessage",
        params: {
          ...to,
          text: "so blue",
          entities: [{ type: "strikethrough", offset: 3, length: 4 }],
        },
      },
    ],
    image: [picture, { method: "sendPhoto", params: { ...to, photo: picture.media } }],
    "image with a caption": [
      { ...picture, caption: { text: "blue", spans: [{ start: 0, end: 4, style: "bold" }] } },
      {
        method: "sendPhoto",
        params: {
          ...to,
          photo: picture.media,
          caption: "blue",
          caption_entities: [{ type: "bold", offset: 0, length: 4 }],
        },
      },
    ],
    video: [
      film,
      {
        method: "sendVideo",
        params: {
          ...to,
          video: film.media,
          width: 640,
          height: 480,
          duration: 3,
          supports_streaming: true,
        },
      },
    ],
    audio: [song, { method: "sendAudio", params: { ...to, audio: song.media, duration: 1 } }],
    file: [
      letter,
      {
        method: "sendDocument",
        params: { ...to, document: letter.media, disable_content_type_detection: true },
      },
    ],
    location: [
      { type: "location", latitude: 31.2, longitude: 121.5 },
      { method: "sendLocation", params: { ...to, latitude: 31.2, longitude: 121.5 } },
    ],
    "place with a name": [
      { type: "location", latitude: 31.2, longitude: 121.5, name: "Shop" },
      {
        method: "sendVenue",
        params: { ...to, latitude: 31.2, longitude: 121.5, title: "Shop", address: "Shop" },
      },
    ],
    contact: [
      { type: "contact-card", name: "Grace Hopper", phones: ["+15550100"] },
      {
        method: "sendContact",
        params: { ...to, phone_number: "+15550100", first_name: "Grace Hopper" },
      },
    ],
    "contact with two numbers": [
      { type: "contact-card", name: "Hopper, Grace", phones: ["+1", "+2"] },
      {
        method: "sendContact",
        params: {
          ...to,
          phone_number: "+1",
          first_name: "Hopper, Grace",
          vcard:
            "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Hopper\\, Grace\r\nTEL:+1\r\nTEL:+2\r\nEND:VCARD",
        },
      },
    ],
    poll: [
      { type: "poll", question: "Which?", options: ["A", "B"], multiple: true },
      {
        method: "sendPoll",
        params: {
          ...to,
          question: "Which?",
          options: [{ text: "A" }, { text: "B" }],
          allows_multiple_answers: true,
        },
      },
    ],
  };

  test.each(Object.entries(table))("%s", (_, [part, expected]) => {
    expect(calls(part)).toEqual([expected]);
  });

  test.each([
    ["animation", "image/gif", "sendAnimation"],
    ["voice", "audio/ogg; codecs=opus", "sendVoice"],
    ["sticker", "image/webp", "sendSticker"],
  ] as const)("%s (%s) by %s", (kind, mimeType, method) => {
    expect(calls(media(kind, mimeType))).toMatchObject([{ method }]);
  });

  test("a link goes as text, and the agent is told", () => {
    const made = plan([{ type: "link", url: "https://shop.example/", title: "Shop" }]);
    expect(made.calls).toMatchObject([{ params: { text: "Shop\nhttps://shop.example/" } }]);
    expect(made.degraded).toEqual(["The link was sent as text."]);
  });
});

describe("albums", () => {
  const methods = (...parts: readonly Part<OutboundMedia>[]): readonly string[] =>
    plan(parts).calls.map(({ method }) => method);

  test("neighbouring pictures and videos are one call, each with its caption", () => {
    expect(calls({ ...picture, caption: { text: "one" } }, film)).toEqual([
      {
        method: "sendMediaGroup",
        params: {
          ...to,
          media: [
            { type: "photo", media: picture.media, caption: "one" },
            {
              type: "video",
              media: film.media,
              width: 640,
              height: 480,
              duration: 3,
              supports_streaming: true,
            },
          ],
        },
      },
    ]);
  });

  test("files and songs stay among themselves, other kinds alone", () => {
    expect(methods(letter, letter, song, song)).toEqual(["sendMediaGroup", "sendMediaGroup"]);
    expect(methods(picture, letter)).toEqual(["sendPhoto", "sendDocument"]);
    const gif = media("animation", "image/gif");
    expect(methods(gif, gif)).toEqual(["sendAnimation", "sendAnimation"]);
  });

  test("text between them parts them, and the order stays", () => {
    expect(methods(picture, text("and"), picture, picture)).toEqual([
      "sendPhoto",
      "sendMessage",
      "sendMediaGroup",
    ]);
  });

  test("eleven are an album of ten and one", () => {
    expect(methods(...Array.from({ length: 11 }, () => picture))).toEqual([
      "sendMediaGroup",
      "sendPhoto",
    ]);
  });
});

describe("limits", () => {
  test("a text one letter too long becomes two, whose words are all there", () => {
    const long = `${"word ".repeat(819)}xy`;
    expect(long).toHaveLength(limits.text + 1);
    const texts = plan([text(long)]).calls.map((call) =>
      "text" in call.params ? call.params.text : "",
    );
    expect(texts).toHaveLength(2);
    expect(texts.join("")).toBe(long);
  });

  test("pieces of nothing but blanks are left out; nothing but blanks is refused", () => {
    expect(plan([text(`Hi${"\n".repeat(5000)}`)]).calls).toHaveLength(1);
    expect(refusal(() => plan([text(" \n ")]))).toMatchObject({
      code: "content-rejected",
      outcome: "not-sent",
    });
  });

  test("what is too long for a caption follows as text, with its styles", () => {
    const caption = {
      text: `${"a".repeat(1024)}bcd`,
      spans: [{ start: 1025, end: 1027, style: "bold" }],
    } as const;
    expect(calls({ ...picture, caption })).toEqual([
      { method: "sendPhoto", params: { ...to, photo: picture.media, caption: "a".repeat(1024) } },
      {
        method: "sendMessage",
        params: { ...to, text: "bcd", entities: [{ type: "bold", offset: 1, length: 2 }] },
      },
    ]);
  });

  test("a sticker has no caption: its words follow", () => {
    const words = { ...media("sticker", "image/webp"), caption: { text: "Hi" } };
    expect(calls(words)).toMatchObject([{ method: "sendSticker" }, { method: "sendMessage" }]);
  });

  const tooMany = Array.from({ length: 13 }, (_, n) => `${n}`);
  const bad: readonly (readonly [string, Part<OutboundMedia>, string, RegExp])[] = [
    [
      "a picture of 10 MB and a byte",
      media("image", "image/jpeg", { size: 10 * 1024 ** 2 + 1 }),
      "media-too-large",
      /10\.0 MB/,
    ],
    [
      "a file of 50 MB and a byte",
      media("file", "application/zip", { size: 50 * 1024 ** 2 + 1 }),
      "media-too-large",
      /50\.0 MB/,
    ],
    ["a HEIC picture", media("image", "image/heic"), "unsupported", /as a file/],
    [
      "a poll of one",
      { type: "poll", question: "?", options: ["A"], multiple: false },
      "content-rejected",
      /2 to 12/,
    ],
    [
      "a poll of thirteen",
      { type: "poll", question: "?", options: tooMany, multiple: false },
      "content-rejected",
      /2 to 12/,
    ],
    [
      "a long question",
      { type: "poll", question: "?".repeat(301), options: ["A", "B"], multiple: false },
      "content-rejected",
      /300/,
    ],
    [
      "a long option",
      { type: "poll", question: "?", options: ["A", "B".repeat(101)], multiple: false },
      "content-rejected",
      /100/,
    ],
    [
      "a card without a number",
      { type: "contact-card", name: "X", phones: [] },
      "unsupported",
      /phone number/,
    ],
    ["a button", { type: "action", value: "x" }, "unsupported", /action/],
  ];
  test.each(bad)("%s is refused before anything is sent", (_, part, code, words) => {
    const error = refusal(() => plan([text("first"), part]));
    expect(error).toMatchObject({ code, outcome: "not-sent" });
    expect(error.message).toMatch(words);
  });

  test("nothing at all is refused", () => {
    expect(refusal(() => plan([])).code).toBe("content-rejected");
  });

  test("a vCard that is too long stays behind, and the agent is told", () => {
    const made = plan([
      { type: "contact-card", name: "X", phones: ["+1"], vcard: "好".repeat(700) },
    ]);
    expect(made.calls).toEqual([
      { method: "sendContact", params: { ...to, phone_number: "+1", first_name: "X" } },
    ]);
    expect(made.degraded).toHaveLength(1);
  });
});

describe("where it goes", () => {
  test.each([
    [
      "a topic",
      { id: "-1002", kind: "group", threadId: "3" },
      { chat_id: "-1002", message_thread_id: 3 },
    ],
    [
      "a channel's direct messages",
      { id: "-1002", kind: "group", threadId: "direct:55" },
      { chat_id: "-1002", direct_messages_topic_id: 55 },
    ],
    [
      "an id beyond 2^53",
      { id: "9223372036854775807", kind: "direct" },
      { chat_id: "9223372036854775807" },
    ],
  ] as const)("%s", (_, where, expected) => {
    expect(plan([text("x")], { conversation: where }).calls[0].params).toEqual({
      ...expected,
      text: "x",
    });
  });

  test("a Business account's customer, from that account", () => {
    const replyContext = { businessConnectionId: "BC1" };
    const replyTo = { conversationId: "51", messageId: "BC1:7" };
    expect(plan([text("x")], { replyContext, replyTo }).calls[0].params).toMatchObject({
      business_connection_id: "BC1",
      reply_parameters: { message_id: 7, allow_sending_without_reply: true },
    });
    expect(
      refusal(() =>
        plan([{ type: "poll", question: "?", options: ["A", "B"], multiple: false }], {
          replyContext,
        }),
      ).code,
    ).toBe("unsupported");
  });

  test("only the first message quotes", () => {
    const replyTo = { conversationId: "51", messageId: "7" };
    const [first, second] = plan([text("x"), text("y")], { replyTo }).calls;
    expect(first.params).toMatchObject({ reply_parameters: { message_id: 7 } });
    expect(second?.params).not.toHaveProperty("reply_parameters");
  });

  test.each(["action:4455", "update:9", "BC1:7"])(
    "%s can't be quoted from here, and is answered without",
    (messageId) => {
      const {
        calls: [first],
      } = plan([text("x")], { replyTo: { conversationId: "51", messageId } });
      expect(first.params).not.toHaveProperty("reply_parameters");
    },
  );
});

describe("changes", () => {
  const target = { conversationId: "51", messageId: "7" };
  const at = { chat_id: "51", message_id: 7 };

  test("a text is tried as a message's and then as a caption", () => {
    expect(planEdit(target, [text("New")])).toEqual([
      { method: "editMessageText", params: { ...at, text: "New", entities: [] } },
      { method: "editMessageCaption", params: { ...at, caption: "New", caption_entities: [] } },
    ]);
    expect(planEdit(target, [text("x".repeat(1025))])).toHaveLength(1);
  });

  test("a medium replaces the medium", () => {
    expect(planEdit(target, [{ ...picture, caption: { text: "new" } }])).toEqual([
      {
        method: "editMessageMedia",
        params: { ...at, media: { type: "photo", media: picture.media, caption: "new" } },
      },
    ]);
  });

  test("in a Business chat, through the connection", () => {
    expect(planEdit({ ...target, messageId: "BC1:7" }, [text("New")])[0]?.params).toMatchObject({
      business_connection_id: "BC1",
      message_id: 7,
    });
  });

  test.each([
    ["two parts", [text("a"), text("b")], "unsupported"],
    ["a voice message", [media("voice", "audio/ogg")], "unsupported"],
    ["a text that is too long", [text("x".repeat(4097))], "content-rejected"],
  ] as const)("%s can't be edited in", (_, parts, code) => {
    expect(refusal(() => planEdit(target, parts))).toMatchObject({ code, outcome: "not-sent" });
  });

  test("a reaction is sent as Telegram lists it, and taken back with none", () => {
    expect(planReaction(target, ["❤️"]).params).toEqual({
      ...at,
      reaction: [{ type: "emoji", emoji: "❤" }],
    });
    expect(planReaction(target, []).params).toEqual({ ...at, reaction: [] });
    expect(refusal(() => planReaction(target, ["👍", "👎"])).code).toBe("unsupported");
    expect(refusal(() => planReaction({ ...target, messageId: "BC1:7" }, ["👍"])).code).toBe(
      "unsupported",
    );
  });

  test("what is no message at Telegram can't be changed", () => {
    expect(refusal(() => planReaction({ ...target, messageId: "action:4455" }, ["👍"])).code).toBe(
      "target-not-found",
    );
  });
});
