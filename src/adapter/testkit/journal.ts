import type { InboundEvent } from "../index.ts";
import type { Changes } from "./until.ts";

type Cursor = { readonly key: string; readonly value: string };

/** Stands in for the hub's journal: one entry per dedupe key, and all that can go wrong with a commit. */
export class Journal {
  /** Everything stored, in order of the commit. Empty while `keep` is false. */
  readonly events: InboundEvent[] = [];
  /** How many distinct events were stored. */
  get size(): number {
    return this.#keys.size;
  }
  /** How many events came that were there already. */
  duplicates = 0;
  /** How often `receive` was called, and how many of the calls wait for their commit now. */
  calls = 0;
  waiting = 0;
  /** False: only keys are kept, for millions of events. */
  keep = true;
  readonly #keys = new Set<string>();
  readonly #cursors = new Map<string, { readonly value: string; readonly storedAt: Date }>();
  readonly #changes: Changes;
  readonly #now: () => Date;
  #rejections = 0;
  #gate: Promise<void> | undefined;

  constructor(changes: Changes, now: () => Date) {
    this.#changes = changes;
    this.#now = now;
  }

  /** The next `times` commits fail, as with a database that is away. */
  rejectNext(times: number): void {
    this.#rejections = times;
  }

  /** Commits wait from now on until the function returned is called. */
  hold(): () => void {
    let open = (): void => {};
    this.#gate = new Promise((resolve) => {
      open = () => {
        this.#gate = undefined;
        resolve();
      };
    });
    return open;
  }

  async receive(events: readonly InboundEvent[], cursor?: Cursor): Promise<void> {
    this.calls += 1;
    this.waiting += 1;
    this.#changes.happened();
    try {
      // Plain data crosses the border: a function or a class instance with hidden parts throws here.
      const copies = structuredClone(events);
      await new Promise((resolve) => setImmediate(resolve));
      await this.#gate;
      if (this.#rejections > 0) {
        this.#rejections -= 1;
        throw new Error("The journal could not be written.");
      }
      for (const event of copies) this.#store(event);
      if (cursor) this.#cursors.set(cursor.key, { value: cursor.value, storedAt: this.#now() });
    } finally {
      this.waiting -= 1;
      this.#changes.happened();
    }
  }

  cursor(key: string): { readonly value: string; readonly storedAt: Date } | undefined {
    return this.#cursors.get(key);
  }

  /** All cursors, for the scan for secrets. */
  cursors(): Readonly<Record<string, unknown>> {
    return Object.fromEntries(this.#cursors);
  }

  #store(event: InboundEvent): void {
    if (this.#keys.has(event.dedupeKey)) {
      this.duplicates += 1;
      return;
    }
    this.#keys.add(event.dedupeKey);
    if (this.keep) this.events.push(event);
  }
}
