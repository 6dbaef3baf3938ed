import { describe, expect, onTestFinished, test } from "vitest";
import type { InboundEvent, Message } from "switchboard/adapter";
import type { SimulatedPart } from "switchboard/adapter/testkit";
import { answerTo, connected, type Stage, text, unhurried, upload } from "./simulator/stage.ts";

const connect = () => connected(onTestFinished);

async function written({ hub }: Stage, words: string): Promise<Message> {
  const says = (event: Extract<InboundEvent, { type: "message" }>) =>
    JSON.stringify(event.message.parts).includes(words);
  return (await hub.event("message", says)).message;
}

const photo: SimulatedPart = {
  type: "media",
  file: { kind: "image", bytes: new Uint8Array(2000).fill(7), mimeType: "image/jpeg" },
};

describe("a customer", () => {
  test("who sends an album makes messages with one album id, each handed over at once", async () => {
    const stage = await connect();
    await stage.simulator.customer("Ada").send([photo, { ...photo, caption: { text: "these" } }]);
    await stage.hub.until("both", () => stage.hub.journal.size === 2);
    const albums = stage.hub.journal.events.map(
      (it) => it.type === "message" && it.message.albumId,
    );
    expect(albums[0]).toBeTruthy();
    expect(albums[1]).toBe(albums[0]);
  });

  test("who presses a button is answered, so that the button stops spinning", async () => {
    const stage = await connect();
    const ada = stage.simulator.customer("Ada");
    const sent = await ada.send([text("Which sizes?")]);
    const id = await ada.pressButton(sent, "size:42");
    const { message } = await stage.hub.event("message", (it) => it.message.id === `action:${id}`);
    expect(message.parts).toEqual([{ type: "action", value: "size:42" }]);
    await stage.simulator.world.until(
      () => stage.simulator.world.answeredCallbacks.includes(id),
      5000,
    );
  });

  test("whose button can't be answered any longer does no harm", async () => {
    const stage = await connect();
    const ada = stage.simulator.customer("Ada");
    const sent = await ada.send([text("Which sizes?")]);
    stage.simulator.fail(
      { type: "refuse", status: 400, description: "Bad Request: query is too old" },
      "answerCallbackQuery",
    );
    await ada.pressButton(sent, "size:42");
    const noted = () =>
      stage.hub.logs.some((it) => it.message === "A pressed button could not be answered.");
    await stage.hub.until("a note in the log", noted);
    expect(stage.hub.statuses.state).toBe("connected");
  });

  test("who blocks the bot can't be written to, until they let it in again", async () => {
    const stage = await connect();
    const ada = stage.simulator.customer("Ada");
    await ada.send([text("Bye")]);
    const message = await written(stage, "Bye");
    ada.block();
    await stage.hub.event("conversation-changed", (it) => it.reachability === "blocked");
    await expect(
      stage.hub.session.send(answerTo(message, [text("Wait")]), unhurried()),
    ).rejects.toMatchObject({
      code: "recipient-unreachable",
      outcome: "not-sent",
    });
    ada.unblock();
    await stage.hub.event("conversation-changed", (it) => it.reachability === "open");
    await stage.hub.session.send(answerTo(message, [text("Welcome back")]), unhurried());
  });

  test("in a topic gets the answer in the topic", async () => {
    const stage = await connect();
    const topic = stage.simulator.topic("Forum", "Orders");
    await stage.simulator.customer("Ada").send([text("Mine?")], { in: topic });
    const message = await written(stage, "Mine?");
    expect(message.conversation.threadId).toBe(topic.threadId);
    await stage.hub.session.send(answerTo(message, [text("Yes")]), unhurried());
    const [sent] = stage.simulator.sent();
    const room = stage.simulator.world.room(topic.conversationId);
    expect(room.messages.get(Number(sent?.messageId))?.message_thread_id).toBe(
      Number(topic.threadId),
    );
  });
});

test("a channel's post arrives", async () => {
  const stage = await connect();
  stage.simulator.channelPost("News", [text("New in green")]);
  const message = await written(stage, "New in green");
  expect(message.conversation.kind).toBe("channel");
  expect(stage.hub.session.capabilities(message.conversation).typing.send).toBe(false);
});

test("a group that migrates is told of, and a send to its old id is told the new one", async () => {
  const stage = await connect();
  const group = stage.simulator.group("Regulars");
  const ada = stage.simulator.customer("Ada");
  await ada.send([text("Hello all")], { in: group });
  const message = await written(stage, "Hello all");
  const moved = stage.simulator.migrate(group);
  const change = await stage.hub.event("conversation-changed", (it) => it.previousId !== undefined);
  expect(change).toMatchObject({
    conversation: { id: moved.conversationId, kind: "group" },
    previousId: group.conversationId,
  });
  const answer = answerTo(message, [text("Hello!")]);
  await expect(stage.hub.session.send(answer, unhurried())).rejects.toMatchObject({
    outcome: "not-sent",
    migratedTo: moved.conversationId,
  });
  const conversation = { ...message.conversation, id: moved.conversationId };
  await stage.hub.session.send({ ...answer, conversation }, unhurried());
  expect(stage.simulator.sent()).toMatchObject([{ conversationId: moved.conversationId }]);
});

describe("a Business account", () => {
  async function open() {
    const stage = await connect();
    const shop = stage.simulator.business(stage.simulator.customer("Shopkeeper"));
    shop.connect();
    const ada = stage.simulator.customer("Ada");
    const first = shop.receive(ada, [text("To the shop")]);
    return { stage, shop, ada, first, message: await written(stage, "To the shop") };
  }

  test("is answered in its name, and marked read", async () => {
    const { stage, shop, ada, first, message } = await open();
    const { session } = stage.hub;
    const replyTo = { conversationId: message.conversation.id, messageId: message.id };
    const result = await session.send(answerTo(message, [text("Yes?")], { replyTo }), unhurried());
    expect(result.degraded).toBeUndefined();
    expect(result.messageIds[0]).toMatch(`${shop.connectionId}:`);
    expect(stage.simulator.sent()).toMatchObject([
      { conversationId: ada.id, replyToMessageId: first.messageId },
    ]);

    expect(session.capabilities(message.conversation)).toMatchObject({
      markRead: true,
      reactions: "none",
    });
    await session.markRead?.(message.conversation, replyTo, unhurried(), message.replyContext);
    await session.setTyping?.(message.conversation, true, unhurried(), message.replyContext);
    expect(stage.simulator.signals()).toEqual([
      { type: "read", conversationId: ada.id },
      { type: "typing", conversationId: ada.id },
    ]);
  });

  test("keeps its messages apart from the bot's own chat with the same person", async () => {
    const { stage, ada, first, message } = await open();
    const direct = await ada.send([text("To the bot")]);
    const own = await written(stage, "To the bot");
    expect(first.messageId).toBe(direct.messageId);
    expect(own.conversation.id).toBe(message.conversation.id);
    expect(own.id).not.toBe(message.id);
  });

  test("changes and deletes reach the same message, both ways", async () => {
    const { stage, shop, ada, first, message } = await open();
    shop.edit(ada, first, { text: "To the shop!" });
    expect((await stage.hub.event("message-edited")).message.id).toBe(message.id);
    shop.ownerWrites(ada, [text("From my phone")]);
    expect((await written(stage, "From my phone")).author.kind).toBe("self");
    shop.delete(ada, [first]);
    expect((await stage.hub.event("message-deleted")).target.messageId).toBe(message.id);

    const { messageIds } = await stage.hub.session.send(
      answerTo(message, [text("Tpyo")]),
      unhurried(),
    );
    const target = { conversationId: ada.id, messageId: messageIds[0] ?? "" };
    await stage.hub.session.edit?.(target, [text("Typo")], unhurried());
    await stage.hub.session.delete?.(target, unhurried());
    expect(stage.simulator.sent()).toMatchObject([
      { edited: true, deleted: true, parts: [{ text: { text: "Typo" } }] },
    ]);
  });
});

describe("an answer", () => {
  async function greeted() {
    const stage = await connect();
    await stage.simulator.customer("Ada").send([text("Hello?")]);
    return { stage, message: await written(stage, "Hello?") };
  }

  test("with several pictures arrives as one album, under the ids told", async () => {
    const { stage, message } = await greeted();
    const pictures = [1, 2].map((n) => ({
      type: "media" as const,
      kind: "image" as const,
      media: upload(new Uint8Array(1000).fill(n)),
    }));
    const { messageIds, sentAt } = await stage.hub.session.send(
      answerTo(message, pictures),
      unhurried(),
    );
    const sent = stage.simulator.sent();
    expect(sent.map((it) => it.messageId)).toEqual(messageIds);
    expect(sentAt).toBeInstanceOf(Date);
    const room = stage.simulator.world.room(message.conversation.id);
    const albums = sent.map((it) => room.messages.get(Number(it.messageId))?.media_group_id);
    expect(albums[0]).toBeTruthy();
    expect(albums[1]).toBe(albums[0]);
  });

  test("whose later piece is refused is unknown, and tells how much arrived", async () => {
    const { stage, message } = await greeted();
    stage.simulator.failAfter(1, {
      type: "refuse",
      status: 429,
      description: "Too Many Requests",
      parameters: { retry_after: 9 },
    });
    const error: unknown = await stage.hub.session
      .send(answerTo(message, [text("one"), text("two"), text("three")]), unhurried())
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "rate-limited", outcome: "unknown", retryAfterMs: 9000 });
    expect(String(error)).toContain("1 of 3 pieces arrived");
    expect(stage.simulator.sent()).toHaveLength(1);
  });

  test("to a message that is gone arrives without the quote, and says so", async () => {
    const { stage, message } = await greeted();
    const replyTo = { conversationId: message.conversation.id, messageId: "999" };
    const result = await stage.hub.session.send(
      answerTo(message, [text("Yes")], { replyTo }),
      unhurried(),
    );
    expect(result.degraded).toEqual(["Sent without quoting the message answered."]);
  });

  test("with a caption can have the caption changed", async () => {
    const { stage, message } = await greeted();
    const picture = {
      type: "media",
      kind: "image",
      media: upload(new Uint8Array(99)),
      caption: { text: "bleu" },
    } as const;
    const { messageIds } = await stage.hub.session.send(answerTo(message, [picture]), unhurried());
    const target = { conversationId: message.conversation.id, messageId: messageIds[0] ?? "" };
    await stage.hub.session.edit?.(target, [text("blue")], unhurried());
    expect(stage.simulator.sent()).toMatchObject([
      { edited: true, parts: [{ caption: { text: "blue" } }] },
    ]);
    // The same again changes nothing, and is no error.
    await stage.hub.session.edit?.(target, [text("blue")], unhurried());
  });

  test.each([
    ["reset", "unavailable"],
    ["half", "unavailable"],
  ] as const)("whose answer is lost (%s) is unknown and arrived once", async (type, code) => {
    const { stage, message } = await greeted();
    stage.simulator.fail({ type });
    await expect(
      stage.hub.session.send(answerTo(message, [text("Hi")]), unhurried()),
    ).rejects.toMatchObject({
      code,
      outcome: "unknown",
    });
    expect(stage.simulator.sent()).toHaveLength(1);
  });

  test.each([
    [200, "protocol"],
    [502, "unavailable"],
  ])("met by a stranger's page (%i) is unknown", async (status, code) => {
    const { stage, message } = await greeted();
    stage.simulator.fail({ type: "page", status });
    await expect(
      stage.hub.session.send(answerTo(message, [text("Hi")]), unhurried()),
    ).rejects.toMatchObject({
      code,
      outcome: "unknown",
    });
  });

  test("that is cut short before it began was certainly not sent", async () => {
    const { stage, message } = await greeted();
    const signal = AbortSignal.abort(new Error("The hub stops."));
    await expect(
      stage.hub.session.send(answerTo(message, [text("Hi")]), signal),
    ).rejects.toMatchObject({
      code: "timeout",
      outcome: "not-sent",
    });
    expect(stage.simulator.sent()).toEqual([]);
  });
});

describe("a file", () => {
  test("too large for bots is a part of its message all the same, and refused when asked for", async () => {
    const stage = await connect();
    const bytes = new Uint8Array(20 * 1024 ** 2 + 1);
    await stage.simulator
      .customer("Ada")
      .send([{ type: "media", file: { kind: "file", bytes, mimeType: "application/zip" } }]);
    const { message } = await stage.hub.event("message");
    const [part] = message.parts;
    if (part?.type !== "media") throw new Error("The message came without its file.");
    const { size: _, ...unsized } = part.media;
    for (const media of [part.media, unsized]) {
      await expect(stage.hub.session.fetchMedia?.(media, unhurried())).rejects.toMatchObject({
        code: "media-too-large",
      });
    }
    await stage.simulator.customer("Ada").send([text("And then?")]);
    await written(stage, "And then?");
  });

  test("with a reference that isn't Telegram's is refused", async () => {
    const { hub } = await connect();
    await expect(hub.session.fetchMedia?.({ ref: "x" }, unhurried())).rejects.toMatchObject({
      code: "media-expired",
    });
  });
});

test("logging out takes the webhook away and leaves the token as it is", async () => {
  const stage = await connected(onTestFinished, { webhook: true });
  await stage.hub.session.logout?.(unhurried());
  await stage.running.stop();
  const poll = await fetch(`${stage.simulator.url}/bot${stage.simulator.token}/getWebhookInfo`);
  expect(await poll.json()).toMatchObject({ ok: true, result: { url: "" } });
});
