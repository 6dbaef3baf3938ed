import { expect } from "vitest";
import { canonical } from "../canonical.ts";
import { declares, play, type MessageEvent, type Scene } from "../scene.ts";
import type { Subject } from "../subject.ts";

/** The second half of C: what becomes of messages after they were sent. */
export function changesSuite(subject: Subject): void {
  const can = subject.abilities.customer;

  if (can.edit) {
    play(
      "an edited message is the same message, whole, with its new words",
      subject,
      async (scene) => {
        await scene.connect();
        const first = await scene.greet();
        await scene.customer.edit(refOf(first), { text: "Hello, is somebody there?" });
        const edited = await scene.hub.event("message-edited");
        expect(canonical(edited.message)).toEqual({
          ...canonical(first.message),
          parts: [{ type: "text", text: "Hello, is somebody there?" }],
        });
        expect(edited.dedupeKey).not.toBe(first.dedupeKey);
        expect(onlyMessage(scene)).toBe(true);
      },
    );
  } else {
    declares("customers edit nothing", subject, ({ abilities }) => abilities.customer.edit, false);
  }

  if (can.delete) {
    play("a deleted message is named", subject, async (scene) => {
      await scene.connect();
      const first = await scene.greet();
      await scene.customer.delete(refOf(first));
      const deleted = await scene.hub.event("message-deleted");
      expect(deleted.target).toMatchObject(refOf(first));
    });
  } else {
    declares(
      "customers delete nothing, or nobody is told",
      subject,
      ({ abilities }) => abilities.customer.delete,
      false,
    );
  }

  if (can.react) {
    play(
      "reactions arrive as the customer's whole set, also when it is empty",
      subject,
      async (scene) => {
        await scene.connect();
        const ours = await answered(scene);
        for (const emojis of [["👍"], ["❤"], []]) {
          await scene.customer.react(ours, emojis);
          const set = JSON.stringify(emojis);
          const event = await scene.hub.event(
            "reactions",
            (it) => JSON.stringify(it.emojis) === set,
          );
          expect(event.target).toMatchObject(ours);
          expect(event.actor.id).toBe(scene.customer.id);
        }
      },
    );
  } else {
    declares("customers don't react", subject, ({ abilities }) => abilities.customer.react, false);
  }

  if (can.read) {
    play("a customer who has read us is reported, with what they read", subject, async (scene) => {
      await scene.connect();
      const ours = await answered(scene);
      await scene.customer.read();
      const event = await scene.hub.event("receipt", ({ level }) => level === "read");
      expect(event.targets).toContainEqual(expect.objectContaining(ours));
    });
  } else {
    declares(
      "nobody is told what customers read",
      subject,
      ({ capabilities }) => capabilities.receipts.includes("read"),
      false,
    );
  }

  if (can.type) {
    play("a customer who types is shown, for a while", subject, async (scene) => {
      await scene.connect();
      await scene.greet();
      await scene.customer.type();
      const event = await scene.hub.event("typing");
      expect(event.conversation.id).toBe(scene.customer.direct.conversationId);
      expect(event.actor.id).toBe(scene.customer.id);
      expect(event.expiresInMs).toBeGreaterThan(0);
    });
  } else {
    declares(
      "nobody is told that customers type",
      subject,
      ({ capabilities }) => capabilities.typing.receive,
      false,
    );
  }
}

/** An answer of ours, as the platform knows it. */
async function answered(scene: Scene): Promise<{ conversationId: string; messageId: string }> {
  await scene.say("Yes, we are", await scene.greet());
  const [sent] = await scene.arrived((all) => all.length === 1);
  if (sent === undefined) throw new Error("untilSent resolved without a message");
  return { conversationId: sent.conversationId, messageId: sent.messageId };
}

function refOf({ message }: MessageEvent): { conversationId: string; messageId: string } {
  return { conversationId: message.conversation.id, messageId: message.id };
}

function onlyMessage(scene: Scene): boolean {
  return scene.hub.journal.events.filter(({ type }) => type === "message").length === 1;
}
