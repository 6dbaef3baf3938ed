import { ChannelError, type WebhookRequest, type WebhookResponse } from "../adapter/index.ts";
import type { Supervisor } from "./supervisor.ts";

/** Platforms try again later: what couldn't be stored must not be answered with 2xx. */
const tryLater: WebhookResponse = { status: 503, headers: { "retry-after": "10" } };

/** Takes platforms' webhook calls to the sessions. Looks in memory only, so that strangers cost next to nothing. */
export class Webhooks {
  readonly #supervisor: Supervisor;
  readonly #answerWithinMs: number;

  constructor(supervisor: Supervisor, answerWithinMs = 30_000) {
    this.#supervisor = supervisor;
    this.#answerWithinMs = answerWithinMs;
  }

  /** Whether there is such a channel; what is sent to others isn't even read. */
  isKnown(channelId: string): boolean {
    return this.#supervisor.isKnown(channelId);
  }

  /** Undefined when there is no such address. The session itself checks that the call is genuine. Never rejects. */
  async handle(channelId: string, request: WebhookRequest): Promise<WebhookResponse | undefined> {
    const session = this.#supervisor.session(channelId);
    if (session === undefined) return this.#supervisor.isKnown(channelId) ? tryLater : undefined;
    if (session.handleWebhook === undefined) return undefined;
    const answer = session.handleWebhook.bind(session, request);
    // By hand, with a bare timer: the clock's sleep and a race would cost more than all the rest of a call.
    return await new Promise<WebhookResponse>((resolve) => {
      const timer = setTimeout(resolve, this.#answerWithinMs, tryLater);
      const end = (response: WebhookResponse): void => {
        clearTimeout(timer);
        resolve(response);
      };
      const fail = (error: unknown): void => {
        this.#supervisor.reportError(channelId, ChannelError.from(error));
        end(tryLater);
      };
      try {
        answer().then(end, fail);
      } catch (error) {
        fail(error);
      }
    });
  }
}
