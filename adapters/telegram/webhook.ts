import { randomBytes, timingSafeEqual } from "node:crypto";
import { ChannelError } from "switchboard/adapter";
import type { Contact, SessionContext, WebhookRequest, WebhookResponse } from "switchboard/adapter";
import type { TelegramClient } from "./client.ts";
import type { Intake } from "./intake.ts";
import type { TelegramSettings } from "./settings.ts";
import { allowedUpdates } from "./updates.ts";
import type { Update } from "./updates.ts";

const secretKey = "webhook-secret";
/** How often Telegram is asked whether it reaches us, and how often while it doesn't. */
const inspectEveryMs = 3 * 60 * 1000;
const inspectAgainMs = 30 * 1000;
/** https://core.telegram.org/bots/api#setwebhook */
const secretHeader = "x-telegram-bot-api-secret-token";

/** Updates that Telegram brings. It asks again until it is answered with 2xx, so that is said only after the commit. */
export class Webhook {
  readonly #context: SessionContext<TelegramSettings>;
  readonly #client: TelegramClient;
  readonly #intake: Intake;
  /** The secret that calls have to show. Kept: each customer's message is such a call. */
  #expected: Buffer | undefined;
  /** Ends what calls have set off. */
  #signal: AbortSignal = new AbortController().signal;

  constructor(context: SessionContext<TelegramSettings>, client: TelegramClient, intake: Intake) {
    this.#context = context;
    this.#client = client;
    this.#intake = intake;
  }

  /** Resolves after an abort; rejects when the session can't go on. */
  async run(self: Contact, signal: AbortSignal): Promise<void> {
    const url = this.#context.webhookUrl;
    if (url === undefined) {
      throw new ChannelError({
        code: "config-invalid",
        outcome: "not-sent",
        message: "Webhooks need a public address of this hub (PUBLIC_URL); or choose polling.",
      });
    }
    this.#signal = signal;
    const secret_token = await this.#secret();
    await this.#client.call(
      // Never drop_pending_updates: what was written while we were away is what matters most.
      { method: "setWebhook", params: { url, secret_token, allowed_updates: [...allowedUpdates] } },
      signal,
    );
    this.#context.status({ state: "connected", self });
    await this.#watch(url, self, signal);
  }

  async handle(request: WebhookRequest): Promise<WebhookResponse> {
    if (!(await this.#isGenuine(request))) return { status: 401 };
    if (request.method !== "POST") return { status: 405, headers: { allow: "POST" } };
    const update = updateIn(request.body);
    if (update === undefined) return { status: 400 };
    try {
      await this.#intake.take([update], this.#signal);
      return { status: 200 };
    } catch (error) {
      this.#context.log.warn({ error, updateId: update.update_id }, "An update was not stored.");
      return { status: 503 };
    }
  }

  /** Telegram tells nobody but who asks that it can't reach us. */
  async #watch(url: string, self: Contact, signal: AbortSignal): Promise<void> {
    let healthy = true;
    let seenError = 0;
    while (await this.#pause(healthy ? inspectEveryMs : inspectAgainMs, signal)) {
      try {
        const info = await this.#client.getWebhookInfo(signal);
        if (info.url !== url) throw takenOver();
        const { last_error_date: failedAt = 0, pending_update_count: pending } = info;
        const failing = failedAt > seenError && pending > 0;
        seenError = failedAt;
        if (failing) {
          const message = info.last_error_message ?? "no reason given";
          this.#context.log.warn({ pending, message }, "Telegram can't deliver updates to us.");
        }
        if (healthy && failing) this.#reconnecting("unavailable");
        if (!healthy && !failing) this.#context.status({ state: "connected", self });
        healthy = !failing;
      } catch (thrown) {
        if (signal.aborted) return;
        const error = ChannelError.from(thrown);
        if (error.code === "auth-lost" || error.code === "auth-conflict") throw error;
        this.#context.log.warn({ error }, "Telegram can't be asked about the webhook.");
        if (healthy) this.#reconnecting(error.code);
        healthy = false;
      }
    }
  }

  #reconnecting(code: ChannelError["code"]): void {
    const retryAt = new Date(this.#context.clock.now().getTime() + inspectAgainMs);
    this.#context.status({ state: "reconnecting", code, retryAt });
  }

  /** False when the session has to end. */
  async #pause(ms: number, signal: AbortSignal): Promise<boolean> {
    await this.#context.clock.sleep(ms, signal).catch((reason: unknown) => {
      if (!signal.aborted) throw reason;
    });
    return !signal.aborted;
  }

  async #isGenuine(request: WebhookRequest): Promise<boolean> {
    // A polling channel has no webhook that could be called.
    if (this.#context.config.mode !== "webhook") return false;
    const given = request.headers.get(secretHeader);
    if (given === null) return false;
    const expected = (this.#expected ??= Buffer.from(await this.#secret()));
    const shown = Buffer.from(given);
    // How long it is may be told; every byte of it takes the same time.
    return shown.length === expected.length && timingSafeEqual(shown, expected);
  }

  /** The operator's, or one made at the first start. */
  async #secret(): Promise<string> {
    const { webhookSecret } = this.#context.config;
    if (webhookSecret !== undefined) return webhookSecret;
    const stored = await this.#context.secrets.get(secretKey);
    if (typeof stored === "string") return stored;
    const made = randomBytes(32).toString("base64url");
    await this.#context.secrets.set(secretKey, made);
    return made;
  }
}

const utf8 = new TextDecoder();

function updateIn(body: Uint8Array): Update | undefined {
  try {
    const value: unknown = JSON.parse(utf8.decode(body));
    if (typeof value !== "object" || value === null || !("update_id" in value)) return undefined;
    return Number.isSafeInteger(value.update_id) ? (value as Update) : undefined;
  } catch {
    // Not JSON; the answer says so.
    return undefined;
  }
}

function takenOver(): ChannelError {
  return new ChannelError({
    code: "auth-conflict",
    outcome: "not-sent",
    message: "Another program has set its own webhook for this bot.",
  });
}
