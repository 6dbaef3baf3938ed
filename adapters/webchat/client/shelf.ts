import { LRUCache } from "lru-cache";

interface InUse<T> {
  readonly value: Promise<T>;
  opened?: T;
  users: number;
}

/**
 * Things that are costly to open, one of each: whoever asks while somebody uses it gets the same one. A number of those
 * that nobody uses are kept for a while.
 */
export class Shelf<T extends object> {
  readonly #open: (key: string) => Promise<T>;
  readonly #inUse = new Map<string, InUse<T>>();
  readonly #idle: LRUCache<string, T>;

  constructor(open: (key: string) => Promise<T>, maxIdle: number) {
    this.#open = open;
    this.#idle = new LRUCache({ max: maxIdle });
  }

  async with<R>(key: string, use: (value: T) => Promise<R>): Promise<R> {
    const used = this.#inUse.get(key) ?? this.#take(key);
    used.users += 1;
    try {
      used.opened = await used.value;
      return await use(used.opened);
    } finally {
      used.users -= 1;
      if (used.users === 0) {
        this.#inUse.delete(key);
        // What couldn't be opened is opened anew next time.
        if (used.opened !== undefined) this.#idle.set(key, used.opened);
      }
    }
  }

  #take(key: string): InUse<T> {
    const idle = this.#idle.get(key);
    this.#idle.delete(key);
    const used: InUse<T> = {
      value: idle === undefined ? this.#open(key) : Promise.resolve(idle),
      users: 0,
    };
    this.#inUse.set(key, used);
    return used;
  }
}
