import { describe, expect, it } from "vitest";
import type { InboundEvent, Message, Part } from "../src/adapter/index.ts";
import { type DeliveryDesk, deliveryDesk, textPart } from "./support/delivery-desk.ts";
import { useDatabase } from "./support/database.ts";
import { databasesUnderTest } from "./support/requirements.ts";

const at = new Date("2026-01-05T08:30:00Z");
const later = new Date("2026-01-05T08:31:00Z");
const customer = { id: "customer", name: "王小明" };

describe.each(databasesUnderTest())("a customer's message as agents see it on %s", (name) => {
  const database = useDatabase(name);

  it("has its author, its time and all that the platform says of it", async () => {
    const desk = await deliveryDesk(database(), { idle: true });
    await desk.hears(says("1", [text("Question")]));
    await desk.hears(
      says("2", [text("Answer"), { type: "location", latitude: 1.5, longitude: -2 }], {
        albumId: "album",
        forwarded: true,
        mentionsSelf: true,
        replyTo: { conversationId: "customer", messageId: "1", excerpt: "Quest…" },
      }),
    );
    const [question, answer] = await shown(desk);
    expect(answer).toMatchObject({
      direction: "inbound",
      origin: "live",
      author: { kind: "customer", name: "王小明" },
      parts: [textPart("Answer"), { type: "location", latitude: 1.5, longitude: -2 }],
      sentAt: at,
      receivedAt: desk.clock.now(),
      editedAt: null,
      deletedAt: null,
      albumId: "album",
      replyTo: { messageId: question?.id, excerpt: "Quest…" },
      forwarded: true,
      mentionsSelf: true,
      reactions: [],
      delivery: null,
    });
  });

  it("names those whom its platform takes for the same person, as far as we know them", async () => {
    const desk = await deliveryDesk(database(), { idle: true });
    await desk.customerWrites("Before the login", "old");
    const line = says("1", [text("This may be the one who wrote before.")], {
      author: { kind: "system" },
      resembles: ["old", "never seen"],
    });
    await desk.hears(line);
    const { contact_id: old } = await database()
      .queries.selectFrom("identities")
      .select("contact_id")
      .where("external_id", "=", "old")
      .executeTakeFirstOrThrow();
    const { id } = await database()
      .queries.selectFrom("messages")
      .select("id")
      .where("direction", "=", "activity")
      .executeTakeFirstOrThrow();
    expect((await desk.messages.get(id)).lookalikes).toEqual([old]);
  });

  it("quotes what was said before we were there without a link, but with its words", async () => {
    const desk = await deliveryDesk(database(), { idle: true });
    const replyTo = { conversationId: "customer", messageId: "unknown", excerpt: "Long ago" };
    await desk.hears(says("1", [text("Yes")], { replyTo }));
    expect((await shown(desk))[0]?.replyTo).toEqual({ messageId: null, excerpt: "Long ago" });
  });

  it("shows a file that is yet to be fetched as such", async () => {
    const desk = await deliveryDesk(database(), { idle: true });
    const media = {
      ref: { file: 1 },
      mimeType: "image/png",
      fileName: "猫.png",
      size: 7,
      width: 2,
    };
    await desk.hears(
      says("1", [{ type: "media", kind: "image", media, caption: { text: "Cat" } }]),
    );
    expect((await shown(desk))[0]?.parts).toEqual([
      {
        type: "media",
        kind: "image",
        caption: { text: "Cat" },
        media: {
          id: expect.any(String) as string,
          state: "pending",
          reason: null,
          mimeType: "image/png",
          fileName: "猫.png",
          size: 7,
          width: 2,
          height: null,
          durationMs: null,
        },
      },
    ]);
  });

  it("shows its latest words, that it was changed, and everybody's reactions of now", async () => {
    const desk = await deliveryDesk(database(), { idle: true });
    await desk.hears(says("1", [text("Helo")]));
    await desk.hears({
      ...says("1", [text("Hello")]),
      type: "message-edited",
      dedupeKey: "edit",
      at: later,
    });
    await desk.hears(
      reacts("r1", customer, ["👍"]),
      reacts("r2", { id: "2", name: "李" }, ["❤", "🎉"]),
    );
    await desk.hears(reacts("r3", customer, []));
    expect((await shown(desk))[0]).toMatchObject({
      parts: [textPart("Hello")],
      editedAt: later,
      reactions: [{ by: "customer", name: "李", emojis: ["❤", "🎉"] }],
    });
  });

  it("that was taken back is still there, without its words", async () => {
    const desk = await deliveryDesk(database(), { idle: true });
    await desk.hears(says("1", [text("Secret")]));
    const target = { conversationId: "customer", messageId: "1" };
    await desk.hears({
      type: "message-deleted",
      dedupeKey: "d",
      at: later,
      origin: "live",
      target,
    });
    expect((await shown(desk))[0]).toMatchObject({ parts: [], deletedAt: later });
    const { conversations } = await desk.conversations.list({}, { limit: 1 });
    expect(JSON.stringify(conversations)).not.toContain("Secret");
  });

  it("that can't be found is said to be missing", async () => {
    const desk = await deliveryDesk(database(), { idle: true });
    await expect(desk.messages.get("nothing")).rejects.toMatchObject({ code: "not-found" });
    expect(await desk.messages.byId([])).toEqual([]);
  });
});

function text(words: string): Part {
  return { type: "text", text: { text: words } };
}

function says(
  id: string,
  parts: readonly Part[],
  more: Partial<Message> = {},
): Extract<InboundEvent, { type: "message" }> {
  return {
    type: "message",
    dedupeKey: `message ${id}`,
    at,
    origin: "live",
    message: {
      id,
      conversation: { id: "customer", kind: "direct" },
      author: { kind: "customer", contact: customer },
      sentAt: at,
      parts,
      ...more,
    },
  };
}

function reacts(
  dedupeKey: string,
  actor: { readonly id: string; readonly name: string },
  emojis: readonly string[],
): InboundEvent {
  const target = { conversationId: "customer", messageId: "1" };
  return { type: "reactions", dedupeKey, at: later, origin: "live", target, actor, emojis };
}

async function shown(desk: DeliveryDesk) {
  const { conversations } = await desk.conversations.list({}, { limit: 1 });
  return (await desk.messages.list(conversations[0]?.id ?? "", {}, 10)).messages;
}
