import type { Clock } from "switchboard/adapter";
import type { WhatsAppClient } from "./client.ts";
import { type Ending, isFinal } from "./errors.ts";
import { askServer, probe } from "./page.ts";

const second = 1000;
/** So long without a word from the server, it is asked whether it is there. With looks and answer: a stall shows in 90 s. */
const silenceMs = 40 * second;
const answerMs = 20 * second;
const leastAnswerMs = 3 * second;
/** How many messages are remembered as heard. */
const mostHeard = 500;

/** Looks after a page that says nothing: hung, loaded anew, deaf, or cut off without knowing it. */
export class Watchdog {
  readonly intervalMs = 25 * second;
  readonly #clock: Clock;
  readonly #heard = new Set<string>();
  #heardAt: number;
  #unheard: string | undefined;
  #since: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#heardAt = clock.now().getTime();
    this.#since = this.#heardAt;
  }

  /** Something came; `id` of a message. */
  heard(id?: string): void {
    this.#heardAt = this.#clock.now().getTime();
    if (id === undefined) return;
    this.#heard.add(id);
    if (this.#heard.size > mostHeard) {
      const [oldest] = this.#heard;
      if (oldest !== undefined) this.#heard.delete(oldest);
    }
  }

  /** What is wrong; undefined when nothing is. */
  async look(client: WhatsAppClient): Promise<Ending | undefined> {
    const limits = { ms: answerMs, leastMs: leastAnswerMs };
    let found: Awaited<ReturnType<typeof probe>>;
    try {
      found = await client
        .evaluate(() => undefined, undefined, limits)
        .then(() => client.evaluate(probe, undefined, limits));
    } catch {
      return { type: "page-hung" };
    }
    if (!found.listens) return { type: "half-attached" };
    if (isFinal(found.state)) return { type: "state", state: found.state };
    const newest = found.newest;
    if (newest !== undefined && !this.#heard.has(newest.id) && newest.t * second > this.#since) {
      if (this.#unheard === newest.id) return { type: "deaf" };
      this.#unheard = newest.id;
    } else {
      this.#unheard = undefined;
    }
    return await this.#listen(client, found.state, limits);
  }

  /** A connection may be dead without anybody being told: the server has to say something now and then. */
  async #listen(
    client: WhatsAppClient,
    state: string,
    limits: { readonly ms: number; readonly leastMs: number },
  ): Promise<Ending | undefined> {
    if (state !== "CONNECTED" || this.#clock.now().getTime() - this.#heardAt < silenceMs) {
      return undefined;
    }
    try {
      await client.evaluate(askServer, undefined, limits);
      this.heard();
      return undefined;
    } catch {
      return { type: "stalled" };
    }
  }
}
