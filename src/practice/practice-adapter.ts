import { randomUUID } from "node:crypto";
import { z } from "zod";
import {
  type ChannelSession,
  defineAdapter,
  type InboundEvent,
  type SendRequest,
  type SessionContext,
  textOnly,
} from "../adapter/index.ts";
import { type Language, languages, lines } from "./practice-lines.ts";

export const practiceName = "practice";

const settings = z.object({ language: z.enum(languages).default("en") });
type Settings = z.infer<typeof settings>;

/** A customer who is made up: for who has no channel yet, and wants to see how it goes. Nothing leaves the hub. */
export const practice = defineAdapter<Settings>({
  apiVersion: 1,
  name: practiceName,
  displayName: "Simulated customer",
  settings,
  capabilities: textOnly(4000),
  createSession: (context) => new PracticeSession(context),
});

class PracticeSession implements ChannelSession {
  readonly #context: SessionContext<Settings>;
  readonly #language: Language;
  /** What was sent to the customer, and isn't answered yet. */
  readonly #unanswered: SendRequest[] = [];
  #wake: () => void = () => undefined;

  constructor(context: SessionContext<Settings>) {
    this.#context = context;
    this.#language = context.config.language;
  }

  async run(signal: AbortSignal): Promise<void> {
    signal.addEventListener("abort", () => this.#wake(), { once: true });
    this.#context.status({ state: "connected", self: { id: "hub", name: "Switchboard" } });
    let said = Number((await this.#context.cursor("said"))?.value ?? 0);
    while (!signal.aborted) {
      const request = this.#unanswered[0];
      if (said > 0 && request === undefined) {
        await this.#somethingSent(signal);
        continue;
      }
      // The first words come by themselves; after that, one for each of ours.
      await this.#say(said, request?.clientMessageId ?? "first");
      said += 1;
      if (request !== undefined) this.#unanswered.shift();
    }
  }

  send(request: SendRequest): ReturnType<ChannelSession["send"]> {
    this.#unanswered.push(request);
    this.#wake();
    return Promise.resolve({ messageIds: [randomUUID()], level: "sent" });
  }

  capabilities(): ReturnType<ChannelSession["capabilities"]> {
    return textOnly(4000);
  }

  async #say(said: number, answerTo: string): Promise<void> {
    const { name, first, answers } = lines[this.#language];
    const text = said === 0 ? first : (answers[(said - 1) % answers.length] ?? first);
    const at = this.#context.clock.now();
    const customer = { id: "customer", name };
    const event: InboundEvent = {
      type: "message",
      dedupeKey: `answer to ${answerTo}`,
      at,
      origin: "live",
      message: {
        id: `said ${said}`,
        conversation: { id: customer.id, kind: "direct" },
        author: { kind: "customer", contact: customer },
        sentAt: at,
        parts: [{ type: "text", text: { text } }],
      },
    };
    await this.#context.receive([event], { key: "said", value: String(said + 1) });
  }

  async #somethingSent(signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      if (signal.aborted) resolve();
    });
  }
}
