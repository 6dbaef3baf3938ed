import { badRequest, Refusal } from "./wire.ts";
import type { WireUpdate } from "./wire.ts";

/** Kinds that come only to those who ask for them: https://core.telegram.org/bots/api#getupdates */
const onDemand = new Set(["message_reaction", "message_reaction_count", "chat_member"]);
const largestBatch = 100;

interface Poll {
  readonly limit: number;
  answer(result: readonly WireUpdate[] | Refusal): void;
}

/** Updates that wait for the bot. A poll confirms with its offset; a webhook with 2xx. */
export class UpdateQueue {
  #pending: WireUpdate[] = [];
  readonly #delivered: WireUpdate[] = [];
  #again: readonly WireUpdate[] = [];
  #poll: Poll | undefined;
  #allowed: ReadonlySet<string> | undefined;
  #nextId = 700_000_001;
  #confirmed = 0;
  /** Called with each new update while a webhook is set. */
  onUpdate: ((update: WireUpdate) => void) | undefined;

  get confirmed(): number {
    return this.#confirmed;
  }

  get pending(): readonly WireUpdate[] {
    return this.#pending;
  }

  make(content: Readonly<Record<string, unknown>>): WireUpdate {
    const update = { update_id: this.#nextId, ...content };
    this.#nextId += 1;
    return update;
  }

  push(content: Readonly<Record<string, unknown>>): void {
    const [kind = ""] = Object.keys(content);
    if (!(this.#allowed?.has(kind) ?? !onDemand.has(kind))) return;
    const update = this.make(content);
    this.#pending.push(update);
    if (this.onUpdate === undefined) this.#serve();
    else this.onUpdate(update);
  }

  /** An empty list stands for the default; none leaves it as it is. */
  allow(kinds: readonly string[] | undefined): void {
    if (kinds !== undefined) this.#allowed = kinds.length === 0 ? undefined : new Set(kinds);
  }

  /** Resolves with what waits, at once or within `timeoutMs`; a later poll ends an earlier one. */
  poll(
    { offset, limit, timeoutMs }: { offset: number; limit: number; timeoutMs: number },
    gone: AbortSignal,
  ): Promise<readonly WireUpdate[]> {
    if (Number.isNaN(offset) || Number.isNaN(limit)) return Promise.reject(badRequest("offset"));
    this.interrupt(
      new Refusal(
        409,
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
      ),
    );
    this.#confirmBelow(offset);
    return new Promise((resolve, reject) => {
      const poll: Poll = {
        limit: Math.min(Math.max(1, limit), largestBatch),
        answer: (result) => {
          clearTimeout(timer);
          if (this.#poll === poll) this.#poll = undefined;
          if (result instanceof Refusal) reject(result);
          else resolve(result);
        },
      };
      const timer = setTimeout(() => poll.answer([]), timeoutMs);
      gone.addEventListener("abort", () => poll.answer([]), { once: true });
      this.#poll = poll;
      this.#serve();
    });
  }

  /** Ends a poll that is being held. */
  interrupt(refusal: Refusal): void {
    this.#poll?.answer(refusal);
  }

  /** A webhook took it. */
  confirm(update: WireUpdate): void {
    const at = this.#pending.indexOf(update);
    if (at < 0) return;
    this.#pending.splice(at, 1);
    this.#keep([update]);
  }

  /** Hands out the last `n` once more, whatever was confirmed. */
  repeat(n: number): readonly WireUpdate[] {
    this.#again = [...this.#delivered, ...this.#pending].slice(-n);
    if (this.onUpdate === undefined) this.#serve();
    return this.#again;
  }

  /** On request only, and never by the adapter. */
  drop(): void {
    this.#pending = [];
  }

  #serve(): void {
    if (this.#poll === undefined) return;
    const again = this.#again;
    const batch = [...again, ...this.#pending.slice(0, this.#poll.limit)];
    if (batch.length === 0) return;
    this.#again = [];
    this.#poll.answer(batch.slice(0, this.#poll.limit));
  }

  #confirmBelow(offset: number): void {
    const from = offset < 0 ? (this.#pending.at(offset)?.update_id ?? 0) : offset;
    const left = this.#pending.filter(({ update_id }) => update_id >= from);
    this.#keep(this.#pending.slice(0, this.#pending.length - left.length));
    this.#pending = left;
  }

  /** Some of what was delivered, for `repeat`. */
  #keep(updates: readonly WireUpdate[]): void {
    this.#confirmed += updates.length;
    this.#delivered.push(...updates);
    this.#delivered.splice(0, this.#delivered.length - largestBatch);
  }
}
