import type { ChannelErrorCode, WebhookRequest } from "switchboard/adapter";
import type {
  PlatformSimulator,
  SentMessage,
  SimulatedMessage,
  SimulatedPart,
  SimulatorAbilities,
} from "switchboard/adapter/testkit";
import { BusinessAccount } from "./simulator/business.ts";
import { fieldsOf } from "./simulator/content.ts";
import { makeGroup, migrate, openTopic, postInChannel } from "./simulator/groups.ts";
import { TelegramCustomer } from "./simulator/people.ts";
import type { CustomerDetails, TelegramThread } from "./simulator/people.ts";
import { BotApiServer } from "./simulator/server.ts";
import type { Fault } from "./simulator/server.ts";
import { UpdateQueue } from "./simulator/update-queue.ts";
import { WebhookSender } from "./simulator/webhook-sender.ts";
import { Refusal } from "./simulator/wire.ts";
import { World } from "./simulator/world.ts";

export interface TelegramSimulatorOptions {
  /** 0, the default, takes any free one. */
  readonly port?: number;
  readonly token?: string;
}

/** How Telegram says each of these; the other codes it has no words for. */
const refusals: Partial<Record<ChannelErrorCode, Fault>> = {
  unavailable: { type: "refuse", status: 500, description: "Internal Server Error" },
  "auth-lost": { type: "refuse", status: 401, description: "Unauthorized" },
  "recipient-unreachable": {
    type: "refuse",
    status: 403,
    description: "Forbidden: bot was blocked by the user",
  },
  "window-closed": {
    type: "refuse",
    status: 400,
    description: "Bad Request: BUSINESS_PEER_USAGE_MISSING",
  },
  "target-not-found": {
    type: "refuse",
    status: 400,
    description: "Bad Request: message thread not found",
  },
  forbidden: {
    type: "refuse",
    status: 400,
    description: "Bad Request: not enough rights to send text messages to the chat",
  },
  "content-rejected": {
    type: "refuse",
    status: 400,
    description: "Bad Request: can't parse entities: unsupported entity",
  },
  "media-too-large": { type: "refuse", status: 413, description: "Request Entity Too Large" },
  "media-expired": {
    type: "refuse",
    status: 400,
    description: "Bad Request: wrong file_id or the file is temporarily unavailable",
  },
  protocol: { type: "page", status: 200 },
};

/**
 * Telegram's Bot API on loopback, with the people behind it: for tests and the demo. It keeps Telegram's own limits.
 * Texts are not trimmed, as Telegram would, so that what arrives can be compared with what was written.
 */
export class TelegramSimulator implements PlatformSimulator {
  readonly abilities: SimulatorAbilities = {
    groups: true,
    customer: {
      sends: [
        "text",
        "image",
        "video",
        "animation",
        "audio",
        "voice",
        "file",
        "sticker",
        "location",
        "contact-card",
        "poll",
        "action",
      ],
      edit: true,
      // Only in Business chats: `business(…).delete`.
      delete: false,
      react: true,
      type: false,
      read: false,
    },
    ownDevice: false,
    backlog: true,
    webhook: true,
    takeOver: true,
  };
  readonly ownDevice = {
    send: (): Promise<SimulatedMessage> =>
      Promise.reject(new Error("A bot is nowhere but here; see business(…).ownerWrites.")),
  };
  readonly token: string;
  readonly world: World;
  readonly #queue = new UpdateQueue();
  readonly #webhook = new WebhookSender(this.#queue);
  readonly #server: BotApiServer;
  readonly #customers = new Map<string, TelegramCustomer>();
  readonly #groups = new Map<string, TelegramThread>();
  readonly #webhookSecret = "simulated-webhook-secret_5f1c";

  constructor(options: TelegramSimulatorOptions = {}) {
    this.token = options.token ?? "7000000001:AAF-simulated_token-0123456789abcdefg";
    this.world = new World({
      id: Number(this.token.split(":", 1)[0]),
      is_bot: true,
      first_name: "Shop",
      username: "shop_support_bot",
    });
    const parts = { world: this.world, queue: this.#queue, webhook: this.#webhook };
    this.#server = new BotApiServer(parts, this.token, options.port ?? 0);
  }

  get url(): string {
    return this.#server.url;
  }

  async start(
    options: { readonly webhook?: boolean } = {},
  ): Promise<Readonly<Record<string, unknown>>> {
    await this.#server.listen();
    return {
      token: this.token,
      apiRoot: this.url,
      ...(options.webhook === true
        ? { mode: "webhook", webhookSecret: this.#webhookSecret }
        : { mode: "polling" }),
    };
  }

  async stop(): Promise<void> {
    this.#webhook.clear();
    await this.#server.close();
  }

  customer(name: string, details?: CustomerDetails): TelegramCustomer {
    const known = this.#customers.get(name);
    if (known !== undefined) return known;
    const made = new TelegramCustomer(this.#parts, name, details);
    this.#customers.set(name, made);
    return made;
  }

  group(title: string, _members: readonly unknown[] = []): TelegramThread {
    const known = this.#groups.get(title);
    if (known !== undefined) return known;
    const made = makeGroup(this.#parts, title);
    this.#groups.set(title, made);
    return made;
  }

  /** A topic in a forum, made when there is none. */
  topic(forum: string, name: string): TelegramThread {
    return openTopic(this.#parts, forum, name);
  }

  /** The group becomes a supergroup: sends to the old id are refused from now on, with the new one. */
  migrate(group: TelegramThread): TelegramThread {
    return migrate(this.#parts, group);
  }

  /** A post in a channel that the bot is an admin of. */
  channelPost(title: string, parts: readonly SimulatedPart[]): SimulatedMessage {
    return postInChannel(this.#parts, title, parts);
  }

  /** A Business account of this person's, connected to the bot. */
  business(owner: TelegramCustomer): BusinessAccount {
    return new BusinessAccount(this.#parts, owner);
  }

  /** Any update at all, for kinds that nobody has thought of yet. */
  push(update: Readonly<Record<string, unknown>>): void {
    this.#queue.push(update);
  }

  sendUnsupported(from: TelegramCustomer): Promise<SimulatedMessage> {
    return from.send([{ type: "unsupported", platformType: "dice", fallback: "🎲" }]);
  }

  redeliver(n: number): Promise<void> {
    const again = this.#queue.repeat(n);
    if (this.#webhook.target !== undefined) {
      for (const update of again) this.#webhook.bring(update);
    }
    return Promise.resolve();
  }

  /** The next call of `method`, or the next send, goes wrong. */
  fail(fault: Fault, method?: string): void {
    this.#server.fail(fault, method);
  }

  /** The first `calls` sends pass, the one after them goes wrong. */
  failAfter(calls: number, fault: Fault): void {
    for (let n = 0; n < calls; n += 1) this.fail({ type: "none" });
    this.fail(fault);
  }

  dropResponseAfterProcessing(): void {
    this.fail({ type: "reset" });
  }

  refuse(code: ChannelErrorCode): boolean {
    const fault = refusals[code];
    if (fault !== undefined) this.fail(fault);
    return fault !== undefined;
  }

  rateLimit(retryAfterMs: number): void {
    const retry_after = Math.ceil(retryAfterMs / 1000);
    this.fail({
      type: "refuse",
      status: 429,
      description: `Too Many Requests: retry after ${retry_after}`,
      parameters: { retry_after },
    });
  }

  hang(): void {
    this.fail({ type: "hang" });
  }

  goOffline(): Promise<void> {
    return this.#server.close();
  }

  comeBack(): Promise<void> {
    return this.#server.listen();
  }

  revokeCredentials(): void {
    this.#server.refusal = new Refusal(401, "Unauthorized");
    this.#queue.interrupt(this.#server.refusal);
  }

  takeOver(): void {
    this.#server.conflict = new Refusal(
      409,
      "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    );
    this.#queue.interrupt(this.#server.conflict);
  }

  crash(): void {
    this.#server.dropConnections();
  }

  expireMedia(): void {
    this.world.filesExpired = true;
  }

  acknowledged(): number {
    return this.#queue.confirmed;
  }

  sent(): readonly SentMessage[] {
    return this.world.sent;
  }

  async untilSent(
    condition: (sent: readonly SentMessage[]) => boolean,
    timeoutMs = 10_000,
  ): Promise<readonly SentMessage[]> {
    await this.world.until(() => condition(this.world.sent), timeoutMs);
    return this.world.sent;
  }

  signals(): World["signals"] {
    return this.world.signals;
  }

  webhookRequest(from: TelegramCustomer, parts: readonly SimulatedPart[]): WebhookRequest {
    const [part = { type: "text", text: { text: "Hello" } } as const] = parts;
    const message = this.world.post(from.roomOf(from.direct), {
      from: from.user,
      ...fieldsOf(part, this.world),
    });
    const secret = this.#webhook.target?.secret ?? this.#webhookSecret;
    return {
      method: "POST",
      path: "",
      query: new URLSearchParams(),
      headers: new Headers({
        "content-type": "application/json",
        "x-telegram-bot-api-secret-token": secret,
      }),
      body: new TextEncoder().encode(JSON.stringify(this.#queue.make({ message }))),
    };
  }

  secrets(): readonly string[] {
    return [this.token, this.#webhookSecret];
  }

  get #parts() {
    return { world: this.world, queue: this.#queue, webhook: this.#webhook };
  }
}
