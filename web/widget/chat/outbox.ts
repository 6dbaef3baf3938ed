import { backOff, pause } from "./feed.ts";
import { type Hub, HubError } from "./hub.ts";
import type { Kept } from "./kept.ts";
import type { Entry } from "./protocol.ts";

/** A message on its way out. Its id is made once and sent each time, so that it becomes one message. */
export interface Waiting {
  readonly id: string;
  readonly text?: string;
  readonly replyTo?: string;
  readonly fileName?: string;
  /** Of a file that the hub has already. */
  readonly fileId?: string;
  /** From 0 to 1, of the file. */
  readonly progress?: number;
  /** Why the hub refused it: it is tried again only when the visitor says so. */
  readonly problem?: string | undefined;
}

export interface OutboxParts {
  readonly hub: Hub;
  readonly kept: Kept;
  readonly visitorId: string;
  readonly onChange: (waiting: readonly Waiting[]) => void;
  readonly onSent: (entry: Entry) => void;
  /** It will be tried again. */
  readonly onAway: () => void;
}

/** Sends one after the other, in order. What waits survives a reload, but for a file that hasn't been taken yet. */
export class Outbox {
  readonly #place: string;
  readonly #parts: OutboxParts;
  readonly #files = new Map<string, File>();
  /** The ids that this tab has had: the others in the store are other tabs'. */
  readonly #known = new Set<string>();
  #waiting: readonly Waiting[];
  #isRunning = false;
  #isOver = false;

  constructor(parts: OutboxParts) {
    this.#parts = parts;
    this.#place = `outbox.${parts.visitorId}`;
    this.#waiting = this.#stored();
    for (const { id } of this.#waiting) this.#known.add(id);
    parts.onChange(this.#waiting);
    void this.#run();
  }

  add(message: Omit<Waiting, "id">, file?: File): void {
    const id = newId();
    this.#known.add(id);
    if (file !== undefined) this.#files.set(id, file);
    this.#set([...this.#waiting, { ...message, id }]);
    void this.#run();
  }

  retry(id: string): void {
    this.#change(id, { problem: undefined });
    void this.#run();
  }

  /** Given up by the visitor, or seen in the mailbox: another tab, or an answer that was lost. */
  drop(id: string): void {
    this.#files.delete(id);
    if (this.#waiting.some((one) => one.id === id)) {
      this.#set(this.#waiting.filter((one) => one.id !== id));
    }
  }

  /** Another visitor has come: what waits is kept for this one. */
  stop(): void {
    this.#isOver = true;
  }

  async #run(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    for (let failures = 0; !this.#isOver;) {
      const next = this.#waiting.find(({ problem }) => problem === undefined);
      if (next === undefined) break;
      try {
        const entry = await this.#send(next);
        failures = 0;
        if (!this.#isOver) this.#parts.onSent(entry);
        this.drop(next.id);
      } catch (error) {
        if (!(error instanceof HubError)) throw error;
        if (error.passes) {
          failures += 1;
          if (error.status === 0 && !this.#isOver) this.#parts.onAway();
          await pause(Math.max(error.retryAfterMs, backOff(failures)));
        } else this.#change(next.id, { problem: error.message });
      }
    }
    this.#isRunning = false;
  }

  async #send({ id, text, replyTo, fileId }: Waiting): Promise<Entry> {
    const file = this.#files.get(id);
    let stored = fileId;
    if (file !== undefined && stored === undefined) {
      const taken = await this.#parts.hub.upload(file, (progress) =>
        this.#change(id, { progress }),
      );
      stored = taken.fileId;
      this.#change(id, { fileId: stored, progress: 1 });
    }
    return await this.#parts.hub.send({ id, text, replyTo, fileId: stored });
  }

  #stored(): readonly Waiting[] {
    return JSON.parse(this.#parts.kept.get(this.#place) ?? "[]") as readonly Waiting[];
  }

  #change(id: string, by: Partial<Waiting>): void {
    this.#set(this.#waiting.map((one) => (one.id === id ? { ...one, ...by } : one)));
  }

  #set(waiting: readonly Waiting[]): void {
    this.#waiting = waiting;
    const own = waiting.filter(
      ({ fileName, fileId }) => fileName === undefined || fileId !== undefined,
    );
    const lasting = [...this.#stored().filter(({ id }) => !this.#known.has(id)), ...own];
    this.#parts.kept.set(this.#place, lasting.length === 0 ? undefined : JSON.stringify(lasting));
    if (!this.#isOver) this.#parts.onChange(waiting);
  }
}

/** `crypto.randomUUID` is there with HTTPS only. */
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
