import { createHmac } from "node:crypto";
import type { Answer } from "./platform.ts";
import type { PlainEvent, PlainPerson } from "./wire.ts";

/** `Omit` that keeps the members of a union apart. */
type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
export type Happening = Without<PlainEvent, "id" | "seq" | "at">;

/** What has happened at the platform, until the shop's client has taken it: by a held poll or by webhook. */
export class EventQueue {
  /** Up to which place the client has said that it has everything. */
  acknowledged = 0;
  readonly #events: PlainEvent[] = [];
  readonly #self: PlainPerson;
  readonly #webhookSecret: string;
  #seq = 0;
  #poll: { readonly after: number; readonly answer: (answer: Answer) => void } | undefined;
  #webhook: string | undefined;
  #posting = false;

  constructor(self: PlainPerson, webhookSecret: string) {
    this.#self = self;
    this.#webhookSecret = webhookSecret;
  }

  happens(happening: Happening): void {
    this.#events.push(this.#next(happening));
    this.#deliver();
  }

  /** The last `n` once more: the same events in new places. */
  again(n: number): void {
    const last = this.#events.slice(-n);
    this.#events.push(...last.map((event) => ({ ...event, seq: (this.#seq += 1) })));
    this.#deliver();
  }

  /** Asking for what is after a place acknowledges all up to it. The answer waits until there is something. */
  poll(after: number): Promise<Answer> {
    this.acknowledged = Math.max(this.acknowledged, after);
    this.endPoll({ value: { events: [] } });
    return new Promise((answer) => {
      this.#poll = { after, answer };
      this.#deliver();
    });
  }

  /** What has happened since, two at a time; `next` is where the next two begin. */
  history(since: string, page: number): { events: readonly PlainEvent[]; next?: number } {
    const events = this.#events.filter(({ at }) => at >= since);
    const next = page + 2;
    return { events: events.slice(page, next), ...(next < events.length && { next }) };
  }

  endPoll(answer: Answer): void {
    this.#poll?.answer(answer);
    this.#poll = undefined;
  }

  /** From now on events are posted there; to nowhere with `undefined`. */
  deliverTo(url: string | undefined): void {
    this.#webhook = url;
    this.#deliver();
  }

  /** The webhook call for something that happens, signed, without making it. */
  signed(happening: Happening): { headers: Headers; body: Uint8Array<ArrayBuffer> } {
    return this.#sign(this.#next(happening));
  }

  #next(happening: Happening): PlainEvent {
    this.#seq += 1;
    const at = new Date().toISOString();
    return { id: `event-${this.#seq}`, seq: this.#seq, at, ...happening };
  }

  #deliver(): void {
    if (this.#webhook !== undefined) void this.#post();
    const events = this.#events.filter(({ seq }) => seq > (this.#poll?.after ?? 0));
    if (events.length > 0) this.endPoll({ value: { events: events.slice(0, 100) } });
  }

  /** One call at a time: the first event not acknowledged until it is taken, then the next. */
  async #post(): Promise<void> {
    if (this.#posting) return;
    this.#posting = true;
    for (;;) {
      const event = this.#events.find(({ seq }) => seq > this.acknowledged);
      if (event === undefined || this.#webhook === undefined) break;
      const call = { method: "POST", ...this.#sign(event) };
      const response = await fetch(this.#webhook, call).catch(() => undefined);
      if (response?.ok) this.acknowledged = Math.max(this.acknowledged, event.seq);
    }
    this.#posting = false;
  }

  #sign(event: PlainEvent): { headers: Headers; body: Uint8Array<ArrayBuffer> } {
    const body = new Uint8Array(Buffer.from(JSON.stringify({ event, self: this.#self })));
    const proof = createHmac("sha256", this.#webhookSecret).update(body).digest("hex");
    const headers = new Headers({ "x-plain-signature": proof, "content-type": "application/json" });
    return { headers, body };
  }
}
