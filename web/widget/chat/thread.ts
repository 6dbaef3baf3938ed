import type { Entry, Message } from "./protocol.ts";

export interface Shown extends Message {
  readonly n: number;
  readonly emojis: readonly string[];
}

/** What the entries come to. In whatever order and however often they came in: `n` alone counts. */
export interface Thread {
  readonly messages: readonly Shown[];
  readonly readUpTo: number;
  readonly first: number;
  readonly last: number;
}

/** All entries that were fetched, so that a change which came before its message finds it in the end. */
export class Entries {
  readonly #byNumber = new Map<number, Entry>();

  /** Gives the thread as it is now. */
  add(entries: readonly Entry[]): Thread {
    for (const entry of entries) this.#byNumber.set(entry.n, entry);
    return threadOf([...this.#byNumber.values()].sort((a, b) => a.n - b.n));
  }
}

function threadOf(entries: readonly Entry[]): Thread {
  const messages = new Map<string, Shown>();
  let readUpTo = 0;
  const change = (id: string, by: Partial<Shown>): void => {
    const message = messages.get(id);
    if (message !== undefined) messages.set(id, { ...message, ...by });
  };
  for (const entry of entries) {
    switch (entry.type) {
      case "message":
        messages.set(entry.message.id, { ...entry.message, n: entry.n, emojis: [] });
        break;
      case "edited":
        change(entry.message.id, entry.message);
        break;
      case "deleted":
        change(entry.messageId, { deleted: true });
        break;
      case "reaction":
        change(entry.messageId, { emojis: entry.emojis });
        break;
      case "read":
        readUpTo = Math.max(readUpTo, entry.upTo);
        break;
    }
  }
  return {
    messages: [...messages.values()],
    readUpTo,
    first: entries[0]?.n ?? 0,
    last: entries.at(-1)?.n ?? 0,
  };
}
