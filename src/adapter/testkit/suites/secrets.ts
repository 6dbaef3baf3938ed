import { inspect } from "node:util";
import { describe, expect } from "vitest";
import { play, type Scene } from "../scene.ts";
import type { Subject } from "../subject.ts";

/** G – a secret or a login code is never seen: not in logs, errors, events, stored values or the JSON of any object. */
export function secretsSuite(subject: Subject): void {
  describe("secrets", () => {
    play("no secret shows when all goes well", subject, async (scene) => {
      const printed = await listening(async () => {
        const running = await scene.connect();
        await scene.say("Good morning", await scene.greet());
        await running.stop();
      });
      expectNoSecret(scene, [printed]);
    });

    // What else can go wrong goes wrong between us and the platform.
    if (subject.abilities.elsewhere === false) return;

    play("no secret shows in what sends are refused with", subject, async (scene) => {
      const errors: unknown[] = [];
      const printed = await listening(async () => {
        scene.hub.start({ again: true });
        await scene.hub.until("a connection", () => scene.hub.statuses.state === "connected");
        const greeting = await scene.greet();
        const failing = async (): Promise<void> => {
          errors.push(await scene.say("Hello?", greeting).catch((error: unknown) => error));
        };
        for (const code of [
          "forbidden",
          "recipient-unreachable",
          "content-rejected",
          "unavailable",
        ] as const) {
          if (scene.simulator.refuse(code)) await failing();
        }
        scene.refuseNext();
        await failing();
        scene.simulator.dropResponseAfterProcessing();
        await failing();
        await scene.simulator.goOffline();
        await failing();
      });
      expectNoSecret(scene, [printed, ...errors]);
    });

    play("no secret shows when the credentials are lost", subject, async (scene) => {
      let end: unknown;
      let refused: unknown;
      const printed = await listening(async () => {
        const running = await scene.connect();
        const greeting = await scene.greet();
        scene.simulator.revokeCredentials();
        scene.hub.clock.hurry();
        refused = await scene
          .say("Are we still welcome?", greeting)
          .catch((error: unknown) => error);
        if (subject.abilities.polling ?? true) {
          await scene.hub.until("an end", () => scene.hub.statuses.state === "stopped");
        }
        await running.stop();
        end = await running.ended;
      });
      expectNoSecret(scene, [printed, end, refused]);
    });
  });
}

/** Everything printed while `act` runs, whoever prints it. */
async function listening(act: () => Promise<void>): Promise<readonly unknown[]> {
  const printed: unknown[] = [];
  const names = ["debug", "log", "info", "warn", "error"] as const;
  const originals = { ...console };
  for (const name of names) console[name] = (...values: unknown[]) => void printed.push(values);
  try {
    await act();
  } finally {
    for (const name of names) console[name] = originals[name];
  }
  return printed;
}

function expectNoSecret({ hub, simulator }: Scene, others: readonly unknown[]): void {
  const prompts = hub.prompts.flatMap((prompt) => {
    if (prompt.type === "qr") return [prompt.data];
    return prompt.type === "code" ? [prompt.code] : [];
  });
  const places: Readonly<Record<string, unknown>> = {
    "the log": hub.logs,
    "a status": hub.statuses.all,
    "an event": hub.journal.events,
    "a cursor": hub.journal.cursors(),
    "an error, or what was printed": others,
    "the JSON of the session": JSON.stringify(hub.session) ?? "",
  };
  for (const [place, value] of Object.entries(places)) {
    const text = `${inspect(value, { depth: 12, maxArrayLength: null, maxStringLength: null })}${json(value)}`;
    for (const secret of [...simulator.secrets(), ...prompts]) {
      for (const form of [secret, encodeURIComponent(secret)]) {
        expect(text.includes(form), `a secret shows in ${place}`).toBe(false);
      }
    }
  }
}

/** As a logger or an API would write it; what can't be written shows nothing. */
function json(value: unknown): string {
  const seen = new WeakSet();
  const text = JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner === "bigint") return String(inner);
    if (typeof inner !== "object" || inner === null) return inner;
    if (seen.has(inner)) return "[again]";
    seen.add(inner);
    return inner;
  });
  return text ?? "";
}
