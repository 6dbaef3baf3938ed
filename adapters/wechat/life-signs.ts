import type { SessionContext } from "switchboard/adapter";

const cursorKey = "heard";

/** Remembers when the account was last heard of: what is written until the next time is not told to us by anybody. */
export class LifeSigns {
  readonly #context: Pick<SessionContext<unknown>, "cursor" | "receive" | "log">;
  #noted = "";

  constructor(context: Pick<SessionContext<unknown>, "cursor" | "receive" | "log">) {
    this.#context = context;
  }

  /** Undefined before the first login. */
  async last(): Promise<Date | undefined> {
    const cursor = await this.#context.cursor(cursorKey);
    return cursor === undefined ? undefined : new Date(cursor.value);
  }

  /** Never rejects: what is remembered then lags behind, and the gap is told too long. */
  async note(heardAt: Date): Promise<void> {
    const value = heardAt.toISOString();
    if (value === this.#noted) return;
    try {
      await this.#context.receive([], { key: cursorKey, value });
      this.#noted = value;
    } catch (error) {
      this.#context.log.warn({ error }, "When the account was last heard of could not be noted.");
    }
  }
}
