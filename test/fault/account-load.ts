import type { Account } from "./account.ts";
import type { Random } from "../support/random.ts";
import { pause } from "./waiting.ts";

const customers = 5;

export interface Written {
  readonly text: string;
  readonly at: number;
}

/** People who write to one account, and a program that replies to them, whatever happens to the hub. */
export class AccountLoad {
  readonly written: Written[] = [];
  /** Replies, and what the API called them when it acknowledged them. */
  readonly asked: { readonly text: string; messageId?: string }[] = [];
  readonly violations: string[] = [];
  readonly #account: Account;
  readonly #random: Random;
  #running: readonly Promise<void>[] = [];
  #over = false;
  #replyNumber = 0;

  constructor(account: Account, random: Random) {
    this.#account = account;
    this.#random = random;
  }

  /** Everybody writes once, so that there is somebody to answer. */
  async introduce(): Promise<void> {
    for (let number = 0; number < customers; number += 1) await this.#write(number);
  }

  start(): void {
    this.#running = [this.#writeOn(), this.#replyOn()];
  }

  /** Resolves when every request has got its answer. */
  async stop(): Promise<void> {
    this.#over = true;
    await Promise.all(this.#running);
  }

  async #writeOn(): Promise<void> {
    while (!this.#over) {
      await this.#write(this.#random.between(0, customers));
      await pause(this.#random.between(20, 250));
    }
  }

  async #write(customer: number): Promise<void> {
    const text = `message ${this.written.length + 1}`;
    this.written.push({ text, at: Date.now() });
    const { simulator } = this.#account;
    await simulator.customer(`Customer ${customer}`).send([{ type: "text", text: { text } }]);
  }

  async #replyOn(): Promise<void> {
    while (!this.#over) {
      try {
        const { body } = await this.#account.call("/conversations");
        const items = body["items"] as readonly { readonly id: string }[];
        if (items.length > 0) await this.#reply(this.#random.pick(items).id);
      } catch {
        // The hub was killed; the next one is asked.
      }
      await pause(this.#random.between(50, 400));
    }
  }

  /** Asks until it is answered, always under the same key, as a client does that hears nothing. */
  async #reply(conversationId: string): Promise<void> {
    this.#replyNumber += 1;
    const asked: { readonly text: string; messageId?: string } = {
      text: `reply ${this.#replyNumber}`,
    };
    this.asked.push(asked);
    const body = { parts: [{ type: "text", text: { text: asked.text } }] };
    for (;;) {
      try {
        const target = `/conversations/${conversationId}/messages`;
        const answer = await this.#account.call(target, "POST", body, `key-${this.#replyNumber}`);
        if (answer.status === 201) {
          asked.messageId = String(answer.body["id"]);
          return;
        }
        if (answer.status !== 503 && answer.status !== 429) {
          this.violations.push(`unclear refusal: ${JSON.stringify(answer)}`);
          return;
        }
      } catch {
        // Whether it was stored, nobody knows.
      }
      await pause(50);
    }
  }
}
