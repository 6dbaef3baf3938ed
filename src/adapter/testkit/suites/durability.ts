import { describe, expect } from "vitest";
import { declares, play, type Scene } from "../scene.ts";
import type { Subject } from "../subject.ts";
import { historySuite } from "./history.ts";

/** D – what the platform was told we have, we have. */
export function durabilitySuite(subject: Subject): void {
  describe("durability", () => {
    if (subject.abilities.acknowledges ?? true) acknowledgements(subject);
    else
      declares(
        "the platform pushes and forgets",
        subject,
        ({ abilities }) => abilities.acknowledges,
        false,
      );

    play("what could not be stored is offered again until it is", subject, async (scene) => {
      scene.hub.start({ again: true });
      await scene.hub.until("a connection", () => scene.hub.statuses.state === "connected");
      await scene.greet();
      scene.hub.journal.rejectNext(3);
      scene.hub.clock.hurry();
      const sent = [];
      for (let n = 1; n <= 3; n += 1) sent.push(await write(scene, `Hard to store ${n}`));
      for (const message of sent) await scene.stored(message);
      expect(scene.hub.journal.size).toBe(4);
    });

    play(
      "what the platform delivers twice keeps its key and is stored once",
      subject,
      async (scene) => {
        await scene.connect();
        const first = await scene.greet();
        const second = await scene.greet();
        await redelivered(scene, 2);
        expect(scene.hub.journal.events.map(({ dedupeKey }) => dedupeKey)).toEqual([
          first.dedupeKey,
          second.dedupeKey,
        ]);
      },
    );

    play("also when it delivers again after a restart", subject, async (scene) => {
      const running = await scene.connect();
      await scene.greet();
      await running.stop();
      await scene.connect();
      await redelivered(scene, 1);
      await scene.greet();
      expect(scene.hub.journal.size).toBe(2);
    });

    play("a restart goes on where the last run stopped", subject, async (scene) => {
      const running = await scene.connect();
      for (let n = 0; n < 5; n += 1) await scene.greet();
      await running.stop();
      await scene.connect();
      await scene.greet();
      expect(scene.hub.journal.size).toBe(6);
      // The platform may repeat what it had no acknowledgement of: the last event, not the whole past.
      expect(scene.hub.journal.duplicates).toBeLessThanOrEqual(1);
    });

    if (subject.abilities.backlog) {
      play("what came while we were away arrives, in order", subject, async (scene) => {
        const running = await scene.connect();
        await scene.greet();
        await running.stop();
        for (let n = 1; n <= 5; n += 1) await write(scene, `While you were away ${n}`);
        await scene.connect();
        await scene.hub.until("the backlog", () => scene.hub.journal.size === 6);
        expect(texts(scene).slice(1)).toEqual(
          [1, 2, 3, 4, 5].map((n) => `While you were away ${n}`),
        );
        expect(scene.hub.journal.events.map(({ origin }) => origin)).not.toContain("history");
      });
    } else {
      declares(
        "the platform keeps nothing while we are away",
        subject,
        ({ abilities }) => abilities.backlog,
        false,
      );
    }

    play("connections cut in the middle of a conversation lose nothing", subject, async (scene) => {
      scene.hub.start({ again: true });
      await scene.hub.until("a connection", () => scene.hub.statuses.state === "connected");
      scene.hub.clock.hurry();
      for (let n = 1; n <= 9; n += 1) {
        const sent = await write(scene, `Line ${n}`);
        if (n % 3 !== 0) continue;
        // Where the platform tells everything once, it must have been told before.
        if (subject.abilities.pushesOnce ?? false) await scene.stored(sent);
        await scene.cut();
      }
      await scene.hub.until("all nine", () => scene.hub.journal.size >= 9);
      expect(texts(scene)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => `Line ${n}`));
    });

    historySuite(subject);
  });
}

/** Where the platform delivers again what we didn't acknowledge. */
function acknowledgements(subject: Subject): void {
  play("nothing is acknowledged before it is stored", subject, async (scene) => {
    await scene.connect();
    const greeting = await scene.greet();
    await scene.hub.until("its acknowledgement", () => scene.simulator.acknowledged() >= 1);
    const before = scene.simulator.acknowledged();
    const commit = scene.hub.journal.hold();
    await write(scene, "Are you still there?");
    await scene.hub.until("the message at the hub", () => scene.hub.journal.waiting > 0);
    // Whatever the adapter was about to tell the platform has overtaken these by the time they are answered.
    for (let n = 0; n < 3; n += 1) await scene.say("One moment", greeting);
    expect(scene.simulator.acknowledged()).toBe(before);
    commit();
    await scene.hub.until("its acknowledgement", () => scene.simulator.acknowledged() > before);
    expect(texts(scene)).toHaveLength(2);
  });

  play(
    "what could not be stored before a stop comes after the next start",
    subject,
    async (scene) => {
      const running = await scene.connect();
      await scene.greet();
      const { calls } = scene.hub.journal;
      scene.hub.journal.rejectNext(Number.POSITIVE_INFINITY);
      const sent = await write(scene, "Are you still there?");
      await scene.hub.until("an attempt to store it", () => scene.hub.journal.calls > calls);
      await running.stop();
      scene.hub.journal.rejectNext(0);
      await scene.connect();
      await scene.stored(sent);
    },
  );
}

function write(scene: Scene, text: string): ReturnType<Scene["customer"]["send"]> {
  return scene.customer.send([{ type: "text", text: { text } }]);
}

/** Resolves when the last `n` were offered once more. Where the adapter is the platform, it may know them itself. */
async function redelivered(scene: Scene, n: number): Promise<void> {
  await scene.simulator.redeliver(n);
  if (scene.simulator.abilities.elsewhere === false) return;
  await scene.hub.until(
    "the same once more",
    () => scene.hub.journal.duplicates >= n || surplus(scene),
  );
}

/** More was stored than was written: no use in waiting for duplicates. */
function surplus(scene: Scene): boolean {
  return texts(scene).length > new Set(messageIds(scene)).size;
}

function messageIds(scene: Scene): readonly string[] {
  return scene.hub.journal.events.flatMap((it) => (it.type === "message" ? [it.message.id] : []));
}

function texts(scene: Scene): readonly string[] {
  return scene.hub.journal.events.flatMap((it) => {
    if (it.type !== "message") return [];
    return it.message.parts.flatMap((part) => (part.type === "text" ? [part.text.text] : []));
  });
}
