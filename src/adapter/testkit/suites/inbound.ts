import { describe, expect } from "vitest";
import type { FormattedText, InboundEvent, Message } from "../../index.ts";
import { canonical, expectedOf } from "../canonical.ts";
import { customersPart, hostileTexts, mediaKinds, styledText } from "../samples.ts";
import { declares, play, type Scene } from "../scene.ts";
import type { SimulatedPart, SimulatedPartKind, SimulatedThread } from "../simulator.ts";
import type { Subject } from "../subject.ts";
import { changesSuite } from "./inbound-changes.ts";

const kinds: readonly SimulatedPartKind[] = [
  "text",
  ...mediaKinds,
  "location",
  "contact-card",
  "link",
  "poll",
  "action",
];

/** C – what customers do, as the hub gets to see it. Expectations come from what they did, never from the adapter. */
export function inboundSuite(subject: Subject): void {
  describe("inbound", () => {
    for (const kind of kinds) {
      if (!customersSend(subject).has(kind)) {
        declares(
          `customers send no ${kind}`,
          subject,
          ({ abilities }) => abilities.customer.sends?.includes(kind) ?? false,
          false,
        );
        continue;
      }
      play(`a customer's ${kind} arrives as they sent it`, subject, async (scene) => {
        await scene.connect();
        await arrives(scene, [customersPart(kind)]);
      });
    }

    for (const kind of mediaKinds.filter((it) => customersSend(subject).has(it))) {
      if ((subject.adapter.capabilities.media[kind]?.maxCaptionLength ?? 0) === 0) continue;
      play(`the words under a customer's ${kind} arrive with it`, subject, async (scene) => {
        await scene.connect();
        const caption: FormattedText = { text: "Like this one 🎈" };
        await arrives(scene, [{ ...customersPart(kind), caption } as SimulatedPart]);
      });
    }

    for (const [what, text] of Object.entries(hostileTexts)) {
      play(`text with ${what} arrives unchanged`, subject, async (scene) => {
        await scene.connect();
        await arrives(scene, [{ type: "text", text: { text } }]);
      });
    }

    for (const style of subject.adapter.capabilities.text.styles) {
      play(`a customer's ${style} stays ${style}, on the same letters`, subject, async (scene) => {
        await scene.connect();
        const values: Record<string, string> = {
          link: "https://shop.example/",
          mention: scene.customer.id,
        };
        await arrives(scene, [{ type: "text", text: styledText(style, values[style]) }]);
      });
    }

    play(
      "what this version can't read is kept, with words for the agent",
      subject,
      async (scene) => {
        await scene.connect();
        const { message } = await scene.stored(
          await scene.simulator.sendUnsupported(scene.customer),
        );
        expect(message.parts.map(({ type }) => type)).toContain("unsupported");
        const unread = message.parts.flatMap((part) => (part.type === "unsupported" ? [part] : []));
        expect(unread[0]?.fallback.trim()).not.toBe("");
        expect(unread[0]?.platformType.trim()).not.toBe("");
      },
    );

    play(
      "what two customers write stays apart, in the order each wrote it",
      subject,
      async (scene) => {
        await scene.connect();
        const people = [scene.customer, scene.simulator.customer("Grace Hopper")];
        for (let n = 1; n <= 10; n += 1) {
          for (const one of people)
            await one.send([{ type: "text", text: { text: `${one.name} ${n}` } }]);
        }
        await scene.hub.until("20 messages", () => scene.hub.journal.size === 20);
        for (const one of people) {
          const theirs = messages(scene).filter(({ author }) => author.contact?.id === one.id);
          expect(theirs.map(textOf)).toEqual(
            Array.from({ length: 10 }, (_, n) => `${one.name} ${n + 1}`),
          );
          expect(new Set(theirs.map((it) => it.conversation.id))).toEqual(
            new Set([one.direct.conversationId]),
          );
          expect(theirs[0]?.author.contact?.name ?? one.name).toBe(one.name);
        }
      },
    );

    play(
      "every event is plain data with a key of its own and the platform's time",
      subject,
      async (scene) => {
        // The hub's clock goes wrong; the platform's doesn't, where it has one of its own.
        if (subject.abilities.elsewhere ?? true) scene.hub.clock.skip(2 * 60 * 60_000);
        await scene.connect();
        const from = Date.now() - 60_000;
        await scene.greet();
        await scene.greet();
        const keys = scene.hub.journal.events.map(({ dedupeKey }) => dedupeKey);
        expect(new Set(keys).size).toBe(keys.length);
        for (const event of scene.hub.journal.events) {
          expect(Buffer.byteLength(event.dedupeKey)).toBeLessThanOrEqual(255);
          for (const at of timesOf(event)) {
            expect(at.getTime()).toBeGreaterThan(from);
            expect(at.getTime()).toBeLessThan(Date.now() + 60_000);
          }
          expect(event.origin).not.toBe("history");
          expect(JSON.parse(JSON.stringify(event.raw ?? null))).toEqual(event.raw ?? null);
        }
      },
    );

    if (subject.abilities.ownDevice) {
      play(
        "what we write on another device is ours, not the customer's",
        subject,
        async (scene) => {
          await scene.connect();
          const parts = [{ type: "text", text: { text: "Answered from the phone" } }] as const;
          const sent = await scene.simulator.ownDevice.send(scene.customer.direct, parts);
          const { message } = await scene.stored(sent);
          expect(message.author.kind).toBe("self");
          expect(canonical(message).parts).toEqual([
            { type: "text", text: "Answered from the phone" },
          ]);
        },
      );
    } else {
      declares(
        "our own other devices are not seen",
        subject,
        ({ abilities }) => abilities.ownDevice,
        false,
      );
    }

    if (subject.abilities.groups) {
      play(
        "in a group the thread is the group's and the author the member",
        subject,
        async (scene) => {
          await scene.connect();
          const grace = scene.simulator.customer("Grace Hopper");
          const group = scene.simulator.group("Regulars", [scene.customer, grace]);
          const parts: SimulatedPart[] = [{ type: "text", text: { text: "Hello all" } }];
          for (const member of [scene.customer, grace]) {
            const sent = await member.send(parts, { in: group });
            const { message } = await scene.stored(sent);
            expect(canonical(message)).toEqual(expectedOf(member, sent, parts, "group"));
          }
        },
      );
    } else {
      declares("no groups", subject, ({ capabilities }) => capabilities.groups, false);
    }

    if (subject.adapter.capabilities.reply === "native") {
      play("an answer of the customer's names the message it answers", subject, async (scene) => {
        await scene.connect();
        const first = await scene.greet();
        const about = {
          conversationId: first.message.conversation.id,
          messageId: first.message.id,
        };
        const parts = [customersPart("text")];
        const { message } = await scene.stored(
          await scene.customer.send(parts, { replyTo: about }),
        );
        expect(message.replyTo).toMatchObject(about);
      });
    }

    changesSuite(subject);
  });
}

function customersSend({ abilities, adapter }: Subject): ReadonlySet<SimulatedPartKind> {
  if (abilities.customer.sends !== undefined) return new Set(abilities.customer.sends);
  const { media, parts } = adapter.capabilities;
  const native = kinds.filter((kind) =>
    kind in parts
      ? parts[kind as keyof typeof parts] === "native"
      : media[kind as keyof typeof media]?.support === "native",
  );
  return new Set<SimulatedPartKind>(["text", ...native]);
}

/** Sends and compares; of a file also what the adapter tells of it, where it tells anything. */
async function arrives(
  scene: Scene,
  parts: readonly SimulatedPart[],
  thread?: SimulatedThread,
): Promise<void> {
  const sent = await scene.customer.send(parts, thread === undefined ? {} : { in: thread });
  const { message } = await scene.stored(sent);
  expect(canonical(message)).toEqual(expectedOf(scene.customer, sent, parts));
  for (const [n, part] of message.parts.entries()) {
    const original = parts[n];
    if (part.type !== "media" || original?.type !== "media") continue;
    const { bytes, mimeType, fileName } = original.file;
    expect(part.media.size ?? bytes.byteLength).toBe(bytes.byteLength);
    expect(part.media.mimeType ?? mimeType).toBe(mimeType);
    expect(part.media.fileName ?? fileName).toBe(fileName);
  }
}

function messages(scene: Scene): readonly Message[] {
  return scene.hub.journal.events.flatMap((it) => (it.type === "message" ? [it.message] : []));
}

function timesOf(event: InboundEvent): readonly Date[] {
  return event.type === "message" ? [event.at, event.message.sentAt] : [event.at];
}

function textOf(message: Message): string {
  return message.parts.map((part) => (part.type === "text" ? part.text.text : "")).join("");
}
