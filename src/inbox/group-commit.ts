/** What a commit came to: for each item undefined when it is stored, else why not; and when it is safe. */
export interface CommitOutcome {
  readonly outcomes: readonly (Error | undefined)[];
  readonly durable: Promise<void>;
}

/**
 * Natural group commit: whatever queued up while the last commit was in flight goes into the next one, together.
 * No timer, so that a lone caller waits for nobody; and the next batch is stored while the last one reaches the disk.
 */
export class GroupCommit<T> {
  readonly #commit: (items: readonly T[]) => Promise<CommitOutcome>;
  readonly #most: { readonly items: number; readonly waiting: number };
  readonly #waiting: Waiting<T>[] = [];
  #running = false;

  /** `commit` must not throw. */
  constructor(
    commit: (items: readonly T[]) => Promise<CommitOutcome>,
    most: { readonly items: number; readonly waiting: number },
  ) {
    this.#commit = commit;
    this.#most = most;
  }

  /** Resolves when the item is committed and safe. Rejects at once when too many are waiting already. */
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
      const outcome = await this.#commit(batch.map(({ item }) => item));
      void answer(batch, outcome);
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.#running = false;
  }
}

interface Waiting<T> {
  readonly item: T;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

async function answer<T>(batch: readonly Waiting<T>[], outcome: CommitOutcome): Promise<void> {
  let unsafe: Error | undefined;
  try {
    await outcome.durable;
  } catch (error) {
    unsafe = error instanceof Error ? error : new Error(String(error));
  }
  batch.forEach(({ resolve, reject }, index) => {
    const failure = outcome.outcomes[index] ?? unsafe;
    if (failure === undefined) resolve();
    else reject(failure);
  });
}
