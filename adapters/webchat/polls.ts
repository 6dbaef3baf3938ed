import type { WebhookResponse } from "switchboard/adapter";
import type { z } from "zod";
import { json } from "./answers.ts";
import type { entriesQuery } from "./calls.ts";
import type { DoorParts } from "./door-parts.ts";
import type { Visitor } from "./entries.ts";
import type { Mailbox } from "./mailbox.ts";
import { tellSeen } from "./receipts.ts";

/** How many calls of one visitor may wait at a time; the oldest is answered when one more comes. */
const maxWaiting = 10;

/** Calls that wait for something new. */
export class Polls {
  readonly #parts: DoorParts;
  readonly #closing = new AbortController();
  readonly #waiting = new Map<string, AbortController[]>();

  constructor(parts: DoorParts) {
    this.#parts = parts;
  }

  close(): void {
    this.#closing.abort();
  }

  async entries(visitor: Visitor, query: z.infer<typeof entriesQuery>): Promise<WebhookResponse> {
    return await this.#parts.mailboxes.with(visitor.id, async (mailbox) => {
      const { before, limit, wait } = query;
      if (before !== undefined) {
        return json(200, { entries: mailbox.before(before, limit), last: mailbox.last });
      }
      const asked = query.after ?? 0;
      // A mailbox that was forgotten begins anew: who still counts on from the old one gets all of it.
      const after = asked > mailbox.last ? 0 : asked;
      // What a client counts on from has arrived there.
      await tellSeen(this.#parts, mailbox, visitor, "given", after);
      // What began between two calls would wake nobody.
      const isShown = query.typing === undefined || query.typing === this.#typingUntil(mailbox);
      if (wait > 0 && mailbox.last === after && isShown) await this.#wait(mailbox, wait);
      const typingUntil = this.#typingUntil(mailbox);
      return json(200, {
        entries: mailbox.after(after > mailbox.last ? 0 : after, limit),
        last: mailbox.last,
        ...(typingUntil > 0 && { typing: { until: new Date(typingUntil).toISOString() } }),
      });
    });
  }

  /** 0 when nobody types. */
  #typingUntil({ typingUntil }: Mailbox): number {
    return typingUntil > this.#parts.context.clock.now().getTime() ? typingUntil : 0;
  }

  async #wait(mailbox: Mailbox, seconds: number): Promise<void> {
    const enough = new AbortController();
    const waiting = this.#waiting.get(mailbox.key) ?? [];
    this.#waiting.set(mailbox.key, waiting);
    waiting.push(enough);
    if (waiting.length > maxWaiting) waiting[0]?.abort();
    const signal = AbortSignal.any([enough.signal, this.#closing.signal]);
    const late = this.#parts.context.clock.sleep(seconds * 1000, signal).catch(() => undefined);
    await Promise.race([mailbox.changed(signal), late]);
    enough.abort();
    waiting.splice(waiting.indexOf(enough), 1);
    if (waiting.length === 0) this.#waiting.delete(mailbox.key);
  }
}
