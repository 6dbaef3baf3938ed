import type { SentMessage } from "switchboard/adapter/testkit";

export type Sent = { -readonly [K in keyof SentMessage]: SentMessage[K] } & {
  readonly clientId: string;
};

/** What the shop has sent, and who waits for it. */
export class SentMessages {
  readonly all: Sent[] = [];
  readonly #watchers = new Set<() => void>();

  /** As the outside sees them. */
  get seen(): readonly SentMessage[] {
    return this.all.map(({ clientId: _, ...message }) => message);
  }

  add(message: Sent): void {
    this.all.push(message);
    this.#changed();
  }

  change(messageId: string, change: (message: Sent) => void): void {
    const message = this.all.find((it) => it.messageId === messageId);
    if (message !== undefined) change(message);
    this.#changed();
  }

  until(
    condition: (sent: readonly SentMessage[]) => boolean,
    timeoutMs: number,
  ): Promise<readonly SentMessage[]> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        if (!condition(this.seen)) return;
        clearTimeout(deadline);
        this.#watchers.delete(look);
        resolve(this.seen);
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
