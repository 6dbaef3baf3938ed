import { describe, expect, it } from "vitest";
import type { Capabilities, Part } from "../src/adapter/index.ts";
import type { StoredMedia } from "../src/inbox/message-rows.ts";
import { ann, type DeliveryDesk, deliveryDesk, textPart } from "./support/delivery-desk.ts";
import { useDatabase } from "./support/database.ts";
import { databasesUnderTest } from "./support/requirements.ts";
import { ableTo, ScriptedPlatform } from "./support/scripted-platform.ts";

const hour = 60 * 60_000;
const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABh6FO1AAAAABJRU5ErkJggg==",
  "base64",
);

const location: Part<StoredMedia> = { type: "location", latitude: 1, longitude: 2 };
const poll: Part<StoredMedia> = { type: "poll", question: "?", options: ["a"], multiple: false };
const card: Part<StoredMedia> = { type: "contact-card", name: "Bo", phones: [] };

describe.each(databasesUnderTest())("a reply that the channel can't deliver on %s", (name) => {
  const database = useDatabase(name);

  it.each<readonly [string, readonly Part<StoredMedia>[], string]>([
    ["a kind that it does not have", [poll], "parts[0]: no poll here"],
    ["a kind that it says nothing of", [textPart("x"), card], "parts[1]: no contact-card here"],
    ["too many parts", [1, 2, 3, 4].map((n) => textPart(`${n}`)), "at most 3 parts"],
    ["nothing", [], "there is nothing to say"],
  ])("because of %s is refused, and nothing is stored", async (_, parts, problem) => {
    const desk = await deliveryDesk(database());
    const conversation = await desk.customerWrites("Hello?");
    await expect(desk.reply(conversation, "", { parts })).rejects.toThrow(problem);
    await expectNothingStored(desk, conversation);
  });

  it("names every problem at once", async () => {
    const desk = await deliveryDesk(database());
    const conversation = await desk.customerWrites("Hello?");
    const parts = [poll, location, card, textPart("x")];
    await expect(desk.reply(conversation, "", { parts })).rejects.toMatchObject({
      code: "unsupported-by-channel",
      details: {
        problems: [
          "parts[0]: no poll here",
          "parts[2]: no contact-card here",
          "a message can have at most 3 parts here",
        ],
      },
    });
  });

  it("because of a file's kind, type or size is refused, and the file can be used elsewhere", async () => {
    const desk = await deliveryDesk(database());
    const conversation = await desk.customerWrites("Hello?");
    const image = await upload(desk, png);
    const text = await upload(desk, Buffer.from("just words"));
    const large = await upload(desk, Buffer.concat([png, Buffer.alloc(100 - png.length + 1)]));
    const refused = async (kind: "image" | "voice" | "sticker", id: string, why: string) => {
      await expect(desk.reply(conversation, "", { parts: [file(kind, id)] })).rejects.toThrow(why);
    };
    await refused("voice", image, "parts[0]: no voice here");
    await refused("sticker", image, "parts[0]: no sticker here");
    await refused("image", text, "can't be sent as image");
    await refused("image", large, "the file has 101 bytes, the channel takes 100");
    await expectNothingStored(desk, conversation);
    for (const [kind, id] of [
      ["image", image],
      ["file", text],
      ["file", large],
    ] as const) {
      const sent = await desk.reply(conversation, "", { parts: [file(kind, id)] });
      await desk.untilDelivery(sent, "sent");
    }
  });

  it("takes a file of exactly the size that the channel takes", async () => {
    const desk = await deliveryDesk(database());
    const conversation = await desk.customerWrites("Hello?");
    const largest = await upload(desk, Buffer.concat([png, Buffer.alloc(100 - png.length)]));
    const sent = await desk.reply(conversation, "", { parts: [file("image", largest)] });
    const [part] = (await desk.untilDelivery(sent, "sent")).parts;
    expect(part).toMatchObject({ type: "media", media: { size: 100 } });
  });

  it("because it answers a message where that can't be done is refused", async () => {
    const desk = await deliveryDesk(database());
    const conversation = await desk.customerWrites("Hello?");
    const [question] = (await desk.messages.list(conversation, {}, 1)).messages;
    desk.platform.capabilities = { ...ableTo, reply: "none" };
    await expect(desk.reply(conversation, "Hi", { replyTo: question?.id })).rejects.toThrow(
      "no reply to a message here",
    );
    await desk.reply(conversation, "Hi");
  });

  it("because the customer wrote too long ago is refused, from the first millisecond on", async () => {
    const desk = await deliveryDesk(database());
    const conversation = await desk.customerWrites("Hello?");
    const limited: Capabilities = { ...ableTo, replyWindowMs: 24 * hour };
    desk.platform.capabilities = limited;
    const { lastCustomerMessageAt } = await desk.conversations.get(conversation);
    const left = 24 * hour - (desk.clock.now().getTime() - (lastCustomerMessageAt?.getTime() ?? 0));
    await desk.clock.advance(left);
    await desk.reply(conversation, "Just in time");
    await desk.clock.advance(1);
    await expect(desk.reply(conversation, "Too late")).rejects.toThrow("more than 24 h ago");
  });

  it("is judged by what the conversation can do, not by what its channel can at best", async () => {
    const platform = new ScriptedPlatform();
    platform.adapter.members = {
      ...platform.adapter.members,
      capabilities: (conversation) =>
        conversation?.id === "plain" ? { ...ableTo, parts: {} } : ableTo,
    };
    const desk = await deliveryDesk(database(), { platform });
    const plain = await desk.customerWrites("Hello?", "plain");
    const rich = await desk.customerWrites("Hello?", "rich");
    await desk.reply(rich, "", { parts: [location] });
    await expect(desk.reply(plain, "", { parts: [location] })).rejects.toThrow("no location here");
  });

  it("because its channel was deleted is refused", async () => {
    const desk = await deliveryDesk(database());
    const conversation = await desk.customerWrites("Hello?");
    await desk.desk.channels.delete(desk.channelId, "agent:admin");
    await expect(desk.reply(conversation, "Hi")).rejects.toMatchObject({ code: "conflict" });
  });

  it("because there is no such conversation is refused", async () => {
    const desk = await deliveryDesk(database());
    await expect(desk.reply("nowhere", "Hi")).rejects.toMatchObject({ code: "not-found" });
    const note = { conversationId: "nowhere", parts: [textPart("Hi")] };
    await expect(desk.replies.note(ann, note)).rejects.toMatchObject({ code: "not-found" });
  });
});

async function expectNothingStored(desk: DeliveryDesk, conversationId: string): Promise<void> {
  expect((await desk.messages.list(conversationId, {}, 10)).messages).toHaveLength(1);
  const { queries } = desk.database;
  expect(await queries.selectFrom("deliveries").selectAll().execute()).toEqual([]);
}

async function upload(desk: DeliveryDesk, bytes: Buffer<ArrayBuffer>): Promise<string> {
  const stream = new Blob([bytes]).stream();
  return (await desk.uploads.store(stream, { fileName: "file" }, "ann")).id;
}

function file(kind: "image" | "file" | "voice" | "sticker", attachmentId: string) {
  return { type: "media", kind, media: { attachmentId } } as const;
}
