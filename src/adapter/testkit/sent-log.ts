import type { SentMessage } from "./simulator.ts";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What a simulated platform received from us, and who waits for it: `sent()` and `untilSent()` of a simulator. */
export class SentLog {
  readonly #messages: Mutable<SentMessage>[] = [];
  readonly #watchers = new Set<() => void>();

  /** In order of arrival. */
  get all(): readonly SentMessage[] {
    return this.#messages;
  }

  add(
    message: Pick<SentMessage, "conversationId" | "messageId" | "parts"> & Partial<SentMessage>,
  ): void {
    this.#messages.push({ edited: false, deleted: false, reactions: [], ...message });
    this.#changed();
  }

  /** Edits, deletes or reacts to one. */
  change(messageId: string, change: (message: Mutable<SentMessage>) => void): void {
    const sent = this.#messages.find((message) => message.messageId === messageId);
    if (sent !== undefined) change(sent);
    this.#changed();
  }

  /** Resolves as soon as `condition` holds of them; rejects after `timeoutMs`. */
  until(
    condition: (sent: readonly SentMessage[]) => boolean,
    timeoutMs = 10_000,
  ): Promise<readonly SentMessage[]> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        if (!condition(this.all)) return;
        clearTimeout(deadline);
        this.#watchers.delete(look);
        resolve(this.all);
      };
      const deadline = setTimeout(() => {
        this.#watchers.delete(look);
        reject(new Error(`Not sent within ${timeoutMs} ms; ${this.all.length} messages were.`));
      }, timeoutMs);
      this.#watchers.add(look);
      look();
    });
  }

  #changed(): void {
    for (const look of this.#watchers) look();
  }
}
