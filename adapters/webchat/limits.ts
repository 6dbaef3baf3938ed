import type { WebhookRequest } from "switchboard/adapter";
import { Refusal } from "./answers.ts";
import { Pace } from "./client/pace.ts";
import type { Visitor } from "./entries.ts";
import type { WebchatSettings } from "./settings.ts";

/** Calls that are no messages (polls, typing, read) may be this many times as many. */
const callsPerMessage = 10;
/** Bytes of files in an hour, so that nobody fills the disk. */
const hour = 60 * 60;
const uploads = { perVisitor: 200 * 1024 ** 2, perAddress: 1024 ** 3 };

/** How often a visitor, and all visitors at one network address together, may call. */
export class Limits {
  readonly #messages: Pace;
  readonly #messagesByAddress: Pace;
  readonly #calls: Pace;
  readonly #callsByAddress: Pace;
  readonly #uploads = new Pace(uploads.perVisitor, hour);
  readonly #uploadsByAddress = new Pace(uploads.perAddress, hour);

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

  /** Of its bytes; it also counts as a message. @throws Refusal 429. */
  async file(visitor: Visitor, request: WebhookRequest): Promise<void> {
    await this.message(visitor, request);
    const { byteLength } = request.body;
    await keep(this.#uploads, visitor.id, byteLength);
    await keep(this.#uploadsByAddress, request.address, byteLength);
  }

  /** @throws Refusal 429. */
  async message(visitor: Visitor, request: WebhookRequest): Promise<void> {
    await keep(this.#messages, visitor.id);
    await keep(this.#messagesByAddress, request.address);
  }
}

async function keep(pace: Pace, key: string | undefined, points = 1): Promise<void> {
  if (key === undefined) return;
  const wait = await pace.exceeded(key, points);
  if (wait === undefined) return;
  throw new Refusal(429, "too-many", `Too much at once: wait ${wait} seconds.`, wait);
}
