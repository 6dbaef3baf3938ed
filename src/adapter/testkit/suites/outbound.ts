import { describe, expect } from "vitest";
import { canonicalPart, canonicalSent } from "../canonical.ts";
import { hostileTexts, styledText, textOf } from "../samples.ts";
import { declares, play } from "../scene.ts";
import type { Subject } from "../subject.ts";
import { actionsSuite } from "./outbound-actions.ts";
import { partsSuite } from "./outbound-parts.ts";

/** E – what agents send, as the customer's platform got it. */
export function outboundSuite(subject: Subject): void {
  const { text, groups, startConversation, reply, sendOutcome } = subject.adapter.capabilities;

  describe("outbound", () => {
    play(
      "an answer arrives once, in the customer's thread, under the id the hub was told",
      subject,
      async (scene) => {
        await scene.connect();
        const result = await scene.say("Yes, in every size", await scene.greet());
        const sent = await scene.arrived((all) => all.length === 1);
        expect(sent.map(canonicalSent)).toEqual([[{ type: "text", text: "Yes, in every size" }]]);
        expect(sent[0]?.conversationId).toBe(scene.customer.direct.conversationId);
        if (sendOutcome === "exact") expect(result.messageIds).toEqual([sent[0]?.messageId]);
      },
    );

    play("answers arrive in the order they were given", subject, async (scene) => {
      await scene.connect();
      const greeting = await scene.greet();
      const texts = Array.from({ length: 10 }, (_, n) => `Answer ${n + 1}`);
      for (const one of texts) await scene.say(one, greeting);
      const sent = await scene.arrived((all) => all.length === texts.length);
      expect(sent.map(canonicalSent)).toEqual(texts.map((it) => [{ type: "text", text: it }]));
    });

    play("answers to two customers at once reach each of them", subject, async (scene) => {
      await scene.connect();
      const first = await scene.greet();
      const grace = scene.simulator.customer("Grace Hopper");
      const second = await scene.stored(
        await grace.send([{ type: "text", text: { text: "Me too" } }]),
      );
      await Promise.all([scene.say("Hello Ada", first), scene.say("Hello Grace", second)]);
      const sent = await scene.arrived((all) => all.length === 2);
      expect(new Map(sent.map((it) => [it.conversationId, canonicalSent(it)]))).toEqual(
        new Map([
          [scene.customer.direct.conversationId, [{ type: "text", text: "Hello Ada" }]],
          [grace.direct.conversationId, [{ type: "text", text: "Hello Grace" }]],
        ]),
      );
    });

    for (const [what, hostile] of Object.entries(hostileTexts)) {
      play(`an answer with ${what} arrives unchanged`, subject, async (scene) => {
        await scene.connect();
        await scene.say(hostile, await scene.greet());
        const [sent] = await scene.arrived((all) => all.length === 1);
        expect(sent?.parts.map(canonicalPart)).toEqual([{ type: "text", text: hostile }]);
      });
    }

    for (const style of text.styles) {
      play(
        `${style} is ${style} at the customer's, on the same letters`,
        subject,
        async (scene) => {
          await scene.connect();
          const values: Record<string, string> = {
            link: "https://shop.example/",
            mention: scene.customer.id,
          };
          const part = { type: "text", text: styledText(style, values[style]) } as const;
          await scene.send([part], await scene.greet());
          const [sent] = await scene.arrived((all) => all.length === 1);
          expect(sent?.parts.map(canonicalPart)).toEqual([canonicalPart(part)]);
        },
      );
    }

    play(
      `text of ${text.maxLength} characters is one message, one more makes two`,
      subject,
      async (scene) => {
        await scene.connect();
        const greeting = await scene.greet();
        await scene.say(textOf(text.maxLength), greeting);
        await scene.say(textOf(text.maxLength + 1), greeting);
        const sent = await scene.arrived((all) => all.length >= 3);
        expect(
          sent.map(({ parts }) => words(parts)).map((it) => it.length <= text.maxLength),
        ).toEqual([true, true, true]);
        expect(words(sent[0]?.parts ?? [])).toBe(textOf(text.maxLength));
      },
    );

    play(
      "long text arrives in pieces that join to what the agent wrote",
      subject,
      async (scene) => {
        await scene.connect();
        const long = textOf(Math.min(text.maxLength, 20_000) * 3 + 17);
        const result = await scene.say(long, await scene.greet());
        const sent = await scene.arrived(
          (all) => all.map(({ parts }) => words(parts)).join("").length >= long.length,
        );
        const pieces = sent.map(({ parts }) => words(parts));
        expect(pieces.join("")).toBe(long);
        for (const piece of pieces) {
          expect(piece.length).toBeLessThanOrEqual(text.maxLength);
          expect(piece.isWellFormed(), "no character is torn").toBe(true);
        }
        if (sendOutcome === "exact") {
          expect(result.messageIds).toEqual(sent.map(({ messageId }) => messageId));
        }
      },
    );

    if (reply === "native") {
      play("an answer to one message is tied to it", subject, async (scene) => {
        await scene.connect();
        const { message } = await scene.greet();
        const event = await scene.greet();
        const request = scene.request(
          [{ type: "text", text: { text: "To your first one" } }],
          event,
        );
        const replyTo = { conversationId: message.conversation.id, messageId: message.id };
        await scene.hub.session.send({ ...request, replyTo }, new AbortController().signal);
        const [sent] = await scene.arrived((all) => all.length === 1);
        expect(sent?.replyToMessageId).toBe(message.id);
      });
    } else {
      declares(
        `answers are not tied to one message (${reply})`,
        subject,
        ({ capabilities }) => capabilities.reply,
        reply,
      );
    }

    if (groups && subject.abilities.groups) {
      play("an answer in a group goes to the group", subject, async (scene) => {
        await scene.connect();
        const group = scene.simulator.group("Regulars", [scene.customer]);
        await scene.say("Hello all", await scene.greet(group));
        const [sent] = await scene.arrived((all) => all.length === 1);
        expect(sent?.conversationId).toBe(group.conversationId);
      });
    }

    if (startConversation) {
      play("we may write first", subject, async (scene) => {
        await scene.connect();
        const greeting = await scene.greet();
        const grace = scene.simulator.customer("Grace Hopper");
        const conversation = { id: grace.direct.conversationId, kind: "direct" } as const;
        const { replyContext: _, ...request } = scene.request(
          [{ type: "text", text: { text: "Your order is here" } }],
          greeting,
        );
        await scene.hub.session.send({ ...request, conversation }, new AbortController().signal);
        const [sent] = await scene.arrived((all) => all.length === 1);
        expect(sent?.conversationId).toBe(grace.direct.conversationId);
      });
    } else {
      declares(
        "customers write first",
        subject,
        ({ capabilities }) => capabilities.startConversation,
        false,
      );
    }

    partsSuite(subject);
    actionsSuite(subject);
  });
}

function words(
  parts: Parameters<typeof canonicalPart>[0][] | readonly Parameters<typeof canonicalPart>[0][],
): string {
  return parts.map((part) => (part.type === "text" ? part.text.text : "")).join("");
}
