import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect } from "vitest";
import type { InboundEvent } from "../../index.ts";
import { play, type Scene } from "../scene.ts";
import type { Subject } from "../subject.ts";

const atOnce = 100;

/** J – a long day: many messages, none lost, and nothing of them kept by the adapter. */
export function soakSuite(subject: Subject): void {
  const { soakEvents } = subject.options;

  describe("soak", () => {
    play(
      `${soakEvents} messages are each stored once, and the adapter lets go of them`,
      subject,
      async (scene) => {
        const held: WeakRef<object>[] = [];
        watch(scene, held);
        scene.hub.journal.keep = false;
        await scene.connect();
        for (let n = 0; n < soakEvents; n += atOnce) {
          const count = Math.min(atOnce, soakEvents - n);
          await Promise.all(Array.from({ length: count }, (_, i) => write(scene, n + i)));
          await scene.hub.until(`message ${n + count}`, () => scene.hub.journal.size >= n + count);
        }
        expect(scene.hub.journal.size).toBe(soakEvents);
        // A batch or two may still be in somebody's hands, each message with its event and its raw object.
        const inHand = 2 * 2 * atOnce;
        expect(await alive(held, inHand)).toBeLessThanOrEqual(inHand);
      },
      { timeoutMs: 300_000 },
    );
  });
}

function write(scene: Scene, n: number): Promise<unknown> {
  return scene.customer.send([{ type: "text", text: { text: `Message ${n} ${"·".repeat(200)}` } }]);
}

/** Notes every object the adapter hands over, without holding it. */
function watch(scene: Scene, held: WeakRef<object>[]): void {
  const { journal } = scene.hub;
  const receive = journal.receive.bind(journal);
  journal.receive = (events: readonly InboundEvent[], cursor) => {
    for (const event of events) {
      held.push(new WeakRef(event));
      if (typeof event.raw === "object" && event.raw !== null) held.push(new WeakRef(event.raw));
    }
    return receive(events, cursor);
  };
}

/** How many of them are still reachable: a moment after the last was stored, for an answer may be under way by then. */
async function alive(held: readonly WeakRef<object>[], mayBe: number): Promise<number> {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const giveUpAt = performance.now() + 3_000;
  for (;;) {
    // Weak references stay alive until the end of the turn they were made or read in.
    await new Promise((resolve) => setImmediate(resolve));
    collect();
    const found = held.filter((one) => one.deref() !== undefined).length;
    if (found <= mayBe || performance.now() > giveUpAt) return found;
  }
}
