import { describe, expect, test } from "vitest";
import { ChannelError, type ChannelErrorCode, channelErrorCodes } from "../../index.ts";
import { canonicalSent } from "../canonical.ts";
import { textOf } from "../samples.ts";
import { declares, play, refusal, stage, unhurried } from "../scene.ts";
import type { Subject } from "../subject.ts";

/** After these no adapter can be sure that nothing was processed; the more careful answer is as good. */
const uncertain: ReadonlySet<ChannelErrorCode> = new Set([
  "unavailable",
  "timeout",
  "protocol",
  "internal",
]);

/** F – what the hub is told when a send goes wrong: a code, and whether the customer may have it. */
export function outcomesSuite(subject: Subject): void {
  describe("outcomes", () => {
    if (subject.abilities.elsewhere === false) {
      declares(
        "the adapter is the platform: it refuses nothing and no answer is lost",
        subject,
        ({ abilities }) => abilities.elsewhere,
        false,
      );
      return;
    }

    test("each refusal has its code, and nothing was sent", { timeout: 120_000 }, async () => {
      const told: Record<string, string> = {};
      const expected: Record<string, string> = {};
      for (const code of channelErrorCodes) {
        if (code === "rate-limited") continue;
        await stage(subject, async (scene) => {
          if (!scene.simulator.refuse(code)) return;
          await scene.connect();
          const greeting = await scene.greet();
          const error = await refusal(scene.say("Will you take this?", greeting));
          const outcome =
            error instanceof ChannelError && uncertain.has(code) ? "either" : error.outcome;
          told[code] = `${error.code}, ${outcome}`;
          expected[code] = `${code}, ${uncertain.has(code) ? "either" : "not-sent"}`;
          expect(scene.simulator.sent(), `after ${code}`).toEqual([]);
        });
      }
      expect(Object.keys(expected), "what the simulator can refuse with").not.toEqual([]);
      expect(told).toEqual(expected);
    });

    if (subject.abilities.rateLimits ?? true) {
      play(
        "too many requests: the hub is told how long to wait, and the next try arrives",
        subject,
        async (scene) => {
          await scene.connect();
          const greeting = await scene.greet();
          scene.simulator.rateLimit(7000);
          const error = await refusal(scene.say("Quick!", greeting));
          expect(error).toBeInstanceOf(ChannelError);
          expect(error).toMatchObject({
            code: "rate-limited",
            outcome: "not-sent",
            retryAfterMs: 7000,
          });
          await scene.say("Quick!", greeting);
          expect(await scene.arrived((all) => all.length > 0)).toHaveLength(1);
        },
      );
    } else {
      declares(
        "the platform has no word for too many requests",
        subject,
        ({ abilities }) => abilities.rateLimits,
        false,
      );
    }

    play(
      "an answer lost on the way is unknown, and the customer has the message once",
      subject,
      async (scene) => {
        await scene.connect();
        const greeting = await scene.greet();
        scene.simulator.dropResponseAfterProcessing();
        const error = await refusal(scene.say("Did this arrive?", greeting));
        expect(error).toBeInstanceOf(ChannelError);
        expect(error.outcome).toBe("unknown");
        await scene.hub.until("a connection", () => scene.hub.statuses.state === "connected");
        await scene.say("And this?", greeting);
        const sent = await scene.arrived((all) => all.length >= 2);
        expect(sent.map(canonicalSent)).toEqual([
          [{ type: "text", text: "Did this arrive?" }],
          [{ type: "text", text: "And this?" }],
        ]);
      },
    );

    play(
      "an answer of which a part has arrived is never called not sent",
      subject,
      async (scene) => {
        await scene.connect();
        const greeting = await scene.greet();
        const { maxLength } = subject.adapter.capabilities.text;
        const call = refusal(scene.say(textOf(maxLength + 1), greeting));
        await scene.arrived((all) => all.length === 1);
        scene.refuseNext();
        expect(await call).toMatchObject({ outcome: "unknown" });
        expect(scene.simulator.sent()).toHaveLength(1);
      },
    );

    play(
      "after an unknown send, proof is found or none is claimed, and nothing is sent",
      subject,
      async (scene) => {
        await scene.connect();
        const greeting = await scene.greet();
        const request = scene.request(
          [{ type: "text", text: { text: "Did this arrive?" } }],
          greeting,
        );
        scene.simulator.dropResponseAfterProcessing();
        await refusal(scene.hub.session.send(request, unhurried()));
        await scene.hub.until("a connection", () => scene.hub.statuses.state === "connected");
        const found = (await scene.hub.session.reconcile?.(request, unhurried())) ?? "unresolved";
        const sent = scene.simulator.sent();
        expect(sent).toHaveLength(1);
        expect(found).not.toBe("not-sent");
        if (typeof found === "object")
          expect(found.messageIds).toEqual(sent.map((it) => it.messageId));
      },
    );

    play(
      "credentials refused: the channel needs a person, and nothing was sent",
      subject,
      async (scene) => {
        await scene.connect();
        const greeting = await scene.greet();
        scene.simulator.revokeCredentials();
        const error = await refusal(scene.say("Are we still welcome?", greeting));
        expect(error).toBeInstanceOf(ChannelError);
        expect(error).toMatchObject({ code: "auth-lost", outcome: "not-sent" });
        expect(scene.simulator.sent()).toEqual([]);
      },
    );

    play(
      "nobody at the other end: the send fails, and is not claimed to have arrived",
      subject,
      async (scene) => {
        scene.hub.start({ again: true });
        await scene.hub.until("a connection", () => scene.hub.statuses.state === "connected");
        const greeting = await scene.greet();
        await scene.simulator.goOffline();
        const error = await refusal(scene.say("Is anybody there?", greeting));
        expect(error).toBeInstanceOf(ChannelError);
        expect(["unavailable", "timeout"]).toContain(error.code);
        await scene.simulator.comeBack();
        expect(scene.simulator.sent()).toEqual([]);
      },
    );

    play(
      "a send that is never answered ends when its time is up, as unknown",
      subject,
      async (scene) => {
        await scene.connect();
        const greeting = await scene.greet();
        scene.simulator.hang();
        const deadline = new AbortController();
        const request = scene.request([{ type: "text", text: { text: "Hello?" } }], greeting);
        const call = refusal(scene.hub.session.send(request, deadline.signal));
        await scene.arrived((all) => all.length === 1);
        deadline.abort(new DOMException("The send took too long.", "TimeoutError"));
        const error = await call;
        expect(error).toBeInstanceOf(ChannelError);
        expect(error).toMatchObject({ code: "timeout", outcome: "unknown" });
      },
    );
  });
}
