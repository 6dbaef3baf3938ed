import { setImmediate } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { ChannelError } from "../../index.ts";
import { watchResources } from "../resources.ts";
import { declares, play, stage } from "../scene.ts";
import type { Subject } from "../subject.ts";

/** B – from the first connection to the last goodbye. */
export function lifeSuite(subject: Subject): void {
  const { patienceMs, stopMs } = subject.options;

  describe("life", () => {
    play(
      "the channel connects, says who we are, and takes only legal steps",
      subject,
      async (scene) => {
        const running = await scene.connect();
        const self = scene.hub.statuses.all.flatMap((it) =>
          it.state === "connected" ? [it.self] : [],
        );
        expect(self[0]?.id).toBeTruthy();
        await scene.say("Good morning", await scene.greet());
        await running.stop();
        expect(scene.hub.statuses.illegal).toEqual([]);
      },
    );

    play(
      `an abort ends a connected session within ${stopMs} ms, without an error`,
      subject,
      async (scene) => {
        const running = await scene.connect();
        await scene.greet();
        expect(await running.stop()).toEqual({});
      },
    );

    play("an abort while it still connects ends it as well", subject, async (scene) => {
      expect(await scene.hub.start().stop()).toEqual({});
    });

    test("no timer, socket or child process outlives the session", async () => {
      const watch = watchResources();
      try {
        await stage(subject, async (scene) => {
          const running = await scene.connect();
          await scene.say("Good morning", await scene.greet());
          await running.stop();
        });
        // Sockets close a moment after the call that closes them. No timer here: it would be counted.
        const giveUpAt = performance.now() + Math.min(patienceMs, 5_000);
        while (watch.leftOver().length > 0 && performance.now() < giveUpAt) await setImmediate();
        expect(watch.leftOver()).toEqual([]);
      } finally {
        watch.end();
      }
    }, 60_000);

    play("after a stop the channel starts again and works both ways", subject, async (scene) => {
      await (await scene.connect()).stop();
      await scene.connect();
      await scene.say("We are back", await scene.greet());
      expect(await scene.arrived((all) => all.length > 0)).toHaveLength(1);
      expect(scene.hub.statuses.illegal).toEqual([]);
    });

    if (subject.abilities.elsewhere ?? true) platformElsewhere(subject);
    else {
      declares(
        "the adapter is the platform: no credentials, and nobody to be reached",
        subject,
        ({ abilities }) => abilities.elsewhere,
        false,
      );
    }

    play("connections cut without a goodbye are noticed and made again", subject, async (scene) => {
      scene.hub.start({ again: true });
      await scene.hub.until("a connection", () => scene.hub.statuses.state === "connected");
      scene.hub.clock.hurry();
      await scene.cut();
      await scene.greet();
      expect(scene.hub.statuses.illegal).toEqual([]);
    });
  });
}

/** Credentials that can be wrong, and a platform that can be away. */
function platformElsewhere(subject: Subject): void {
  const { patienceMs } = subject.options;

  play("wrong credentials make the start fail, and say so", subject, async (scene) => {
    scene.simulator.revokeCredentials();
    await endsWith(scene.hub.start().ended, patienceMs, "auth-lost");
  });

  if (subject.abilities.polling ?? true) {
    play("credentials that stop working end the session, and say so", subject, async (scene) => {
      const running = await scene.connect();
      scene.simulator.revokeCredentials();
      scene.hub.clock.hurry();
      await endsWith(running.ended, patienceMs, "auth-lost");
    });
  } else {
    declares(
      "lost credentials show at the next call only",
      subject,
      ({ abilities }) => abilities.polling,
      false,
    );
  }

  if (subject.abilities.takeOver ?? true) {
    play("another client in our place ends the session, and says so", subject, async (scene) => {
      const running = await scene.connect();
      scene.simulator.takeOver();
      scene.hub.clock.hurry();
      await endsWith(running.ended, patienceMs, "auth-conflict");
    });
  } else {
    declares(
      "the platform serves any number of clients",
      subject,
      ({ abilities }) => abilities.takeOver,
      false,
    );
  }

  play("a platform that can't be reached is reported, and found again", subject, async (scene) => {
    await scene.simulator.goOffline();
    scene.hub.start({ again: true });
    await scene.hub.until("a report", () => troubled(scene.hub));
    await scene.simulator.comeBack();
    scene.hub.clock.hurry();
    await scene.hub.until("a connection", () => scene.hub.statuses.state === "connected");
    scene.hub.clock.relax();
    await scene.greet();
  });
}

/** The run has failed, or says that it tries to reconnect. */
function troubled(hub: { readonly statuses: { readonly state: string } }): boolean {
  return hub.statuses.state === "reconnecting" || hub.statuses.state === "stopped";
}

async function endsWith(
  ended: Promise<{ readonly error?: unknown }>,
  patienceMs: number,
  code: ChannelError["code"],
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<{ readonly error?: unknown }>((resolve) => {
    timer = setTimeout(
      () => resolve({ error: new Error(`still running after ${patienceMs} ms`) }),
      patienceMs,
    );
  });
  const { error } = await Promise.race([ended, late]);
  clearTimeout(timer);
  expect(error, "what run rejects with").toBeInstanceOf(ChannelError);
  expect(error).toMatchObject({ code });
}
