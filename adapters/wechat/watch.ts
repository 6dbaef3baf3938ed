import { ChannelError } from "switchboard/adapter";
import type { Clock } from "switchboard/adapter";
import type { WechatClient } from "./client.ts";
import { toChannelError } from "./errors.ts";
import type { PuppetFailure } from "./payloads.ts";

/** After so long without a word the puppet is asked for one, and has so long to answer: a stall shows within 40 s. */
const quietMs = 25_000;
const answerMs = 10_000;
/** A gateway that has just been connected to speaks first. */
const firstWordMs = 2_000;
const firstAnswerMs = 3_000;
/** A gateway needs a moment to see that the program before, ours perhaps, is gone. */
const secondLookMs = 1_500;

/** Gateways keep nothing for later, so what is missing has to be told. */
const gap = "What is written until it is back shows on the phone only.";

/** Sees to it that silence is noticed: the library would go on waiting, or reset itself and lose what came meanwhile. */
export class Watch {
  readonly #client: WechatClient;
  readonly #clock: Clock;
  #heardAt: number;
  #words = 0;
  #listening = new Set<() => void>();

  constructor(client: WechatClient, clock: Clock) {
    this.#client = client;
    this.#clock = clock;
    this.#heardAt = clock.now().getTime();
  }

  get heardAt(): Date {
    return new Date(this.#heardAt);
  }

  heard(): void {
    this.#words += 1;
    this.#heardAt = this.#clock.now().getTime();
    for (const wake of this.#listening) wake();
  }

  /** Resolves when the puppet has spoken; rejects with the reason when it doesn't. */
  async firstWord(): Promise<void> {
    if (this.#words > 0 || (await this.#word(firstWordMs))) return;
    if (await this.#answers(firstAnswerMs)) return;
    // Refused streams end without a word in the library.
    const first = await this.#why(true);
    if (first?.code !== "auth-conflict") throw first ?? silent();
    await this.#word(secondLookMs);
    throw (await this.#why(true)) ?? silent();
  }

  /** Never resolves before the abort; rejects when nothing is heard any longer. Tells each time that it lives. */
  async run(lives: () => Promise<void>, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#clock.sleep(quietMs, signal);
      if (this.#clock.now().getTime() - this.#heardAt >= quietMs) await this.check();
      await lives();
    }
  }

  /** @throws ChannelError when the puppet doesn't answer. */
  async check(): Promise<void> {
    if (await this.#answers(answerMs)) return;
    throw (await this.#why(false)) ?? silent();
  }

  /** Why the puppet's stream of events has ended. */
  async whyLost(failure: PuppetFailure): Promise<ChannelError> {
    return (await this.#why(true)) ?? broken(failure);
  }

  async #answers(withinMs: number): Promise<boolean> {
    const word = this.#word(withinMs);
    this.#client.ding();
    return await word;
  }

  async #why(streamIsGone: boolean): Promise<ChannelError | undefined> {
    const failure = await this.#client.diagnose(streamIsGone);
    if (failure === undefined) return undefined;
    const error = toChannelError(failure);
    return error.code === "timeout" ? silent() : error;
  }

  /** In real time, like the network. */
  #word(ms: number): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (spoke: boolean): void => {
        clearTimeout(timer);
        this.#listening.delete(wake);
        resolve(spoke);
      };
      const wake = (): void => end(true);
      const timer = setTimeout(() => end(false), ms);
      this.#listening.add(wake);
    });
  }
}

function silent(): ChannelError {
  return new ChannelError({
    code: "unavailable",
    outcome: "unknown",
    message: `The gateway has fallen silent, without an error. It is connected to anew. ${gap}`,
  });
}

function broken(failure: PuppetFailure): ChannelError {
  const error = toChannelError(failure);
  if (error.code !== "protocol" && error.code !== "unavailable") return error;
  return new ChannelError({
    code: "unavailable",
    outcome: "unknown",
    message: `The connection to the gateway broke. ${gap}`,
  });
}
