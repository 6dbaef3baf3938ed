import { expect } from "vitest";
import type { InboundEvent } from "../../index.ts";
import { declares, play, type Scene, unhurried } from "../scene.ts";
import type { Subject } from "../subject.ts";

const longAgo = new Date(0);

/** The part of D about asking the platform for what was said before. */
export function historySuite(subject: Subject): void {
  const { history } = subject.adapter.capabilities;
  if (history === "none") {
    declares(
      "what was said before can't be asked for",
      subject,
      ({ capabilities }) => capabilities.history,
      "none",
    );
    return;
  }

  play(
    "what was said before can be asked for, under the keys it came with",
    subject,
    async (scene) => {
      await scene.connect();
      for (let n = 0; n < 3; n += 1) await scene.greet();
      const pages = await historyOf(scene, longAgo);
      expect(pages.map(({ dedupeKey }) => dedupeKey).sort()).toEqual(
        scene.hub.journal.events.map(({ dedupeKey }) => dedupeKey).sort(),
      );
      expect(pages.map(({ origin }) => origin)).not.toContain("live");
    },
  );

  play("history begins where the hub says", subject, async (scene) => {
    await scene.connect();
    await scene.greet();
    expect(await historyOf(scene, new Date(Date.now() + 60_000))).toEqual([]);
  });
}

/** All pages, of everything. */
async function historyOf({ hub }: Scene, after: Date): Promise<readonly InboundEvent[]> {
  const events: InboundEvent[] = [];
  let page: string | undefined;
  do {
    const answer = await hub.session.fetchHistory?.(undefined, after, page, unhurried());
    events.push(...(answer?.events ?? []));
    page = answer?.next;
  } while (page !== undefined);
  return events;
}
