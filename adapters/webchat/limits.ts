import type { WebhookRequest } from "switchboard/adapter";
import { Refusal } from "./answers.ts";
import { Pace } from "./client/pace.ts";
import type { Visitor } from "./entries.ts";
import type { WebchatSettings } from "./settings.ts";

/** Calls that are no messages (polls, typing, read) may be this many times as many. */
const callsPerMessage = 10;

/** How often a visitor, and all visitors at one network address together, may call. */
export class Limits {
  readonly #messages: Pace;
  readonly #messagesByAddress: Pace;
  readonly #calls: Pace;
  readonly #callsByAddress: Pace;

  constructor(settings: WebchatSettings) {
    this.#messages = new Pace(settings.messagesPerMinute);
    this.#messagesByAddress = new Pace(settings.messagesPerMinuteAndAddress);
    this.#calls = new Pace(settings.messagesPerMinute * callsPerMessage);
    this.#callsByAddress = new Pace(settings.messagesPerMinuteAndAddress * callsPerMessage);
  }

  /** @throws Refusal 429. */
  async call(visitor: Visitor, request: WebhookRequest): Promise<void> {
    await keep(this.#calls, visitor.id);
    await keep(this.#callsByAddress, request.address);
  }

  /** A message or a file. @throws Refusal 429. */
  async message(visitor: Visitor, request: WebhookRequest): Promise<void> {
    await keep(this.#messages, visitor.id);
    await keep(this.#messagesByAddress, request.address);
  }
}

async function keep(pace: Pace, key: string | undefined): Promise<void> {
  if (key === undefined) return;
  const wait = await pace.exceeded(key);
  if (wait === undefined) return;
  throw new Refusal(429, "too-many", `Too much at once: wait ${wait} seconds.`, wait);
}
