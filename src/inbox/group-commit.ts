/**
 * Natural group commit: whatever queued up while the last commit was in flight goes into the next one, together.
 * No timer, so that a lone caller waits for nobody.
 */
export class GroupCommit<T> {
  readonly #commit: (items: readonly T[]) => Promise<readonly (Error | undefined)[]>;
  readonly #most: { readonly items: number; readonly waiting: number };
  readonly #waiting: Waiting<T>[] = [];
  #running = false;

  /** `commit` resolves with undefined for each item that is stored, else with why it isn't. It must not throw. */
  constructor(
    commit: (items: readonly T[]) => Promise<readonly (Error | undefined)[]>,
    most: { readonly items: number; readonly waiting: number },
  ) {
    this.#commit = commit;
    this.#most = most;
  }

  /** Resolves when the item is committed. Rejects at once when too many are waiting already. */
  add(item: T): Promise<void> {
    if (this.#waiting.length >= this.#most.waiting) {
      return Promise.reject(new Error("Too much is waiting to be stored; try again later."));
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      if (this.#running) return;
      this.#running = true;
      // One turn of the event loop lets every request that has arrived by now into the first batch.
      setImmediate(() => void this.#drain());
    });
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, this.#most.items);
      const outcomes = await this.#commit(batch.map(({ item }) => item));
      // The next batch is on its way to the database before this one's callers go on.
      if (this.#waiting.length > 0) setImmediate(answer, batch, outcomes);
      else answer(batch, outcomes);
    }
    this.#running = false;
  }
}

function answer(
  batch: readonly Waiting<unknown>[],
  outcomes: readonly (Error | undefined)[],
): void {
  batch.forEach(({ resolve, reject }, index) => {
    const failure = outcomes[index];
    if (failure === undefined) resolve();
    else reject(failure);
  });
}

interface Waiting<T> {
  readonly item: T;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}
