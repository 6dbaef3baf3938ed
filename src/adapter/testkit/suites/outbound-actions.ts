import { expect, test } from "vitest";
import type { Capabilities, ChannelSession, MessageRef, Support } from "../../index.ts";
import { readable } from "../canonical.ts";
import { sampleFile, uploadPart } from "../samples.ts";
import { declares, type MessageEvent, play, type Scene, stage, unhurried } from "../scene.ts";
import type { SentMessage } from "../simulator.ts";
import type { Subject } from "../subject.ts";

/** The part of E about what is done with messages: edit, delete, react, read, type. */
export function actionsSuite(subject: Subject): void {
  const {
    edit,
    delete: remove,
    reactions,
    typing,
    markRead,
    history,
    media,
    partsPerMessage,
  } = subject.adapter.capabilities;

  test("the session has exactly the methods its capabilities speak of", () =>
    stage(subject, async ({ hub }) => {
      const session = subject.adapter.createSession(hub.context());
      expect(methodsOf(session)).toEqual({
        edit: edit.support !== "none",
        delete: remove.support !== "none",
        react: reactions !== "none",
        setTyping: typing.send,
        markRead,
        fetchHistory: history !== "none",
      });
    }));

  acts(
    subject,
    "edit",
    (it) => it.edit.support,
    async (scene, { sent, greeting }) => {
      const parts = [{ type: "text", text: { text: "Yes, in green too" } }] as const;
      await scene.hub.session.edit?.(sent, parts, unhurried(), greeting.message.replyContext);
      const changed = await scene.arrived((all) => all.some((it) => says(it, "Yes, in green too")));
      if (edit.support === "native") {
        expect(changed.map(({ edited }) => edited)).toEqual([true]);
      }
    },
  );

  acts(
    subject,
    "delete",
    (it) => it.delete.support,
    async (scene, { sent, greeting }) => {
      await scene.hub.session.delete?.(sent, unhurried(), greeting.message.replyContext);
      const all = await scene.arrived((it) => it.some(({ deleted }) => deleted) || it.length > 1);
      if (remove.support === "native") expect(all.map(({ deleted }) => deleted)).toEqual([true]);
    },
  );

  acts(
    subject,
    "react",
    (it) => it.reactions,
    async (scene, { sent }) => {
      const { session } = scene.hub;
      await session.react?.(sent, ["👍"], unhurried());
      const all = await scene.arrived(
        (it) => it.some((one) => one.reactions.length > 0) || it.length > 1,
      );
      if (reactions !== "native") return;
      expect(all.map((it) => it.reactions)).toEqual([["👍"]]);
      await session.react?.(sent, [], unhurried());
      await scene.arrived((it) => it.every((one) => one.reactions.length === 0));
    },
  );

  if (typing.send) {
    play("the customer sees that we type", subject, async (scene) => {
      await scene.connect();
      const { conversation, replyContext } = (await scene.greet()).message;
      await scene.hub.session.setTyping?.(conversation, true, unhurried(), replyContext);
      const signal = { type: "typing", conversationId: conversation.id } as const;
      await scene.hub.until("the signal", () => scene.simulator.signals().length > 0);
      expect(scene.simulator.signals()).toContainEqual(signal);
    });
  } else {
    declares(
      "customers don't see that we type",
      subject,
      ({ capabilities }) => capabilities.typing.send,
      false,
    );
  }

  if (markRead) {
    play(
      "the customer sees that we have read, where the conversation can show it",
      subject,
      async (scene) => {
        await scene.connect();
        const { message } = await scene.greet();
        const upTo = { conversationId: message.conversation.id, messageId: message.id };
        await scene.hub.session.markRead?.(
          message.conversation,
          upTo,
          unhurried(),
          message.replyContext,
        );
        // The adapter's own word is the best case (Telegram: Business chats); this conversation may lack it.
        if (!scene.hub.session.capabilities(message.conversation).markRead) {
          expect(scene.simulator.signals()).toEqual([]);
          return;
        }
        await scene.hub.until("the signal", () => scene.simulator.signals().length > 0);
        expect(scene.simulator.signals()).toContainEqual({
          type: "read",
          conversationId: message.conversation.id,
        });
      },
    );
  } else {
    declares(
      "customers don't see that we have read",
      subject,
      ({ capabilities }) => capabilities.markRead,
      false,
    );
  }

  if (partsPerMessage > 1 && media.image?.support === "native") {
    const count = Math.min(partsPerMessage, 3);
    play(`${count} images in one answer all arrive, in order`, subject, async (scene) => {
      await scene.connect();
      const files = Array.from({ length: count }, (_, n) =>
        sampleFile("image", 2000 + n, media.image?.mimeTypes),
      );
      await scene.send(
        files.map((file) => uploadPart(file)),
        await scene.greet(),
      );
      const sizes = (all: readonly SentMessage[]): number[] =>
        all.flatMap(({ parts }) =>
          parts.flatMap((it) => (it.type === "media" ? [it.file.bytes.byteLength] : [])),
        );
      const sent = await scene.arrived((all) => sizes(all).length >= count);
      expect(sizes(sent)).toEqual(files.map(({ bytes }) => bytes.byteLength));
    });
  } else {
    declares(
      "one part makes one message",
      subject,
      ({ capabilities }) => capabilities.partsPerMessage,
      partsPerMessage,
    );
  }
}

/** Something done to a message of ours that has arrived. */
function acts(
  subject: Subject,
  what: string,
  read: (capabilities: Capabilities) => Support,
  act: (scene: Scene, on: { sent: MessageRef; greeting: MessageEvent }) => Promise<void>,
): void {
  const support = read(subject.adapter.capabilities);
  if (support === "none") {
    declares(`we can't ${what} what we sent`, subject, (it) => read(it.capabilities), "none");
    return;
  }
  play(`${support} ${what}: the customer sees it`, subject, async (scene) => {
    await scene.connect();
    const greeting = await scene.greet();
    await scene.say("Yes, in every size", greeting);
    const [first] = await scene.arrived((all) => all.length === 1);
    if (first === undefined) throw new Error("untilSent resolved without a message");
    const { conversationId, messageId } = first;
    await act(scene, { sent: { conversationId, messageId }, greeting });
  });
}

function says(sent: SentMessage, words: string): boolean {
  return readable(sent.parts).includes(words);
}

function methodsOf(session: ChannelSession): Readonly<Record<string, boolean>> {
  const names = ["edit", "delete", "react", "setTyping", "markRead", "fetchHistory"] as const;
  return Object.fromEntries(names.map((name) => [name, session[name] !== undefined]));
}
