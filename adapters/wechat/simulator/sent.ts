import type { SentMessage } from "switchboard/adapter/testkit";

/** What WeChat received from us. The kit's own `SentLog` brings vitest along, and the demo runs where that is missing. */
export class Sent {
  readonly #messages: SentMessage[] = [];
  readonly #watchers = new Set<() => void>();

  /** In order of arrival. */
  get all(): readonly SentMessage[] {
    return this.#messages;
  }

  add(message: Pick<SentMessage, "conversationId" | "messageId" | "parts">): void {
    this.#messages.push({ edited: false, deleted: false, reactions: [], ...message });
    this.#changed();
  }

  recall(messageId: string): void {
    const at = this.#messages.findIndex((message) => message.messageId === messageId);
    const before = this.#messages[at];
    if (before !== undefined) this.#messages[at] = { ...before, deleted: true };
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
