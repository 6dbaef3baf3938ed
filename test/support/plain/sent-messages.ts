import type { SentMessage } from "switchboard/adapter/testkit";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

interface Sent {
  /** By which the shop can ask what became of it. */
  readonly clientId: string;
  readonly message: Mutable<SentMessage>;
}

/** What the shop has sent, and who waits for it. */
export class SentMessages {
  readonly all: Sent[] = [];
  readonly #watchers = new Set<() => void>();

  /** As the customers see them. */
  get seen(): readonly SentMessage[] {
    return this.all.map(({ message }) => message);
  }

  add(clientId: string, message: SentMessage): void {
    this.all.push({ clientId, message });
    this.#changed();
  }

  change(messageId: string, change: (message: Mutable<SentMessage>) => void): void {
    const sent = this.all.find(({ message }) => message.messageId === messageId);
    if (sent !== undefined) change(sent.message);
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
