import { ChannelError } from "switchboard/adapter";
import type {
  Capabilities,
  ChannelSession,
  Contact,
  ConversationRef,
  Json,
  MediaRef,
  MessageRef,
  OutboundMedia,
  Part,
  SendRequest,
  SendResult,
  SessionContext,
  WebhookRequest,
  WebhookResponse,
} from "switchboard/adapter";
import { capabilities, capabilitiesOf, limits } from "./capabilities.ts";
import { TelegramClient } from "./client.ts";
import { contactOfUser } from "./inbound-message.ts";
import { Intake } from "./intake.ts";
import { planEdit, planReaction, sendAll } from "./sending.ts";
import { fetchFile } from "./files.ts";
import { Polling } from "./polling.ts";
import { businessConnectionOf, destinationOf, targetOf } from "./references.ts";
import type { TelegramSettings } from "./settings.ts";
import { Webhook } from "./webhook.ts";

export function createSession(context: SessionContext<TelegramSettings>): ChannelSession {
  return new TelegramSession(context);
}

/** Where the bot's id is kept. It is no secret: it is kept there because it is the session's own. */
const botKey = "bot";

/** One bot, connected. */
class TelegramSession implements ChannelSession {
  readonly #context: SessionContext<TelegramSettings>;
  readonly #client: TelegramClient;
  readonly #intake: Intake;
  readonly #webhook: Webhook;

  constructor(context: SessionContext<TelegramSettings>) {
    const { token, apiRoot } = context.config;
    this.#context = context;
    this.#client = new TelegramClient({ token, apiRoot, fetch: context.fetch });
    this.#intake = new Intake(context, this.#client);
    this.#webhook = new Webhook(context, this.#client, this.#intake);
  }

  async run(signal: AbortSignal): Promise<void> {
    this.#context.status({ state: "starting" });
    try {
      const self = await this.#whoAmI(signal);
      if (this.#context.config.mode === "webhook") await this.#webhook.run(self, signal);
      else await new Polling(this.#context, this.#client, this.#intake).run(self, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      await this.#intake.settled();
      this.#context.status({ state: "stopped" });
    }
  }

  send(request: SendRequest, signal: AbortSignal): Promise<SendResult> {
    return sendAll(this.#client, request, signal);
  }

  capabilities(conversation?: ConversationRef): Capabilities {
    if (conversation === undefined) return capabilities;
    return capabilitiesOf(conversation, this.#intake.isBusiness(conversation.id));
  }

  fetchMedia(media: MediaRef, signal: AbortSignal) {
    return fetchFile(this.#client, media, limits.downloadBytes, signal);
  }

  async edit(
    target: MessageRef,
    parts: readonly Part<OutboundMedia>[],
    signal: AbortSignal,
  ): Promise<void> {
    for (const call of planEdit(target, parts)) {
      try {
        await this.#client.call(call, signal);
        return;
      } catch (error) {
        // It already reads like that.
        if (says(error, /message is not modified/i)) return;
        // Not a text message but a caption: the second call of the plan is for that.
        if (!says(error, /no text in the message/i)) throw error;
      }
    }
    throw new ChannelError({
      code: "unsupported",
      outcome: "not-sent",
      message: "That message has no text that could be changed.",
    });
  }

  async delete(target: MessageRef, signal: AbortSignal): Promise<void> {
    const { business_connection_id, chat_id, message_id } = targetOf(target);
    if (business_connection_id === undefined) {
      await this.#client.call({ method: "deleteMessage", params: { chat_id, message_id } }, signal);
      return;
    }
    const params = { business_connection_id, message_ids: [message_id] };
    await this.#client.call({ method: "deleteBusinessMessages", params }, signal);
  }

  async react(target: MessageRef, emojis: readonly string[], signal: AbortSignal): Promise<void> {
    await this.#client.call(planReaction(target, emojis), signal);
  }

  /** Only a Business account's messages can be marked; a bot's own chats have no such thing. */
  async markRead(
    conversation: ConversationRef,
    upTo: MessageRef,
    signal: AbortSignal,
    replyContext?: Json,
  ): Promise<void> {
    const business_connection_id = businessConnectionOf(replyContext);
    if (business_connection_id === undefined) return;
    const { message_id } = targetOf(upTo);
    const params = { business_connection_id, chat_id: Number(conversation.id), message_id };
    await this.#client.call({ method: "readBusinessMessage", params }, signal);
  }

  /** Telegram ends it by itself after five seconds: https://core.telegram.org/bots/api#sendchataction */
  async setTyping(
    conversation: ConversationRef,
    typing: boolean,
    signal: AbortSignal,
    replyContext?: Json,
  ): Promise<void> {
    if (!typing) return;
    const { direct_messages_topic_id: _, ...to } = destinationOf(conversation, replyContext);
    await this.#client.call(
      { method: "sendChatAction", params: { ...to, action: "typing" } },
      signal,
    );
  }

  handleWebhook(request: WebhookRequest): Promise<WebhookResponse> {
    return this.#webhook.handle(request);
  }

  /** A token stays good until @BotFather revokes it; all we can do is to stop Telegram from calling us. */
  async logout(signal: AbortSignal): Promise<void> {
    await this.#client.call({ method: "deleteWebhook", params: {} }, signal);
  }

  async #whoAmI(signal: AbortSignal): Promise<Contact> {
    const self = await this.#client.getMe(signal);
    await this.#requireSameBot(String(self.id));
    this.#intake.self = {
      id: String(self.id),
      ...(self.username === undefined ? {} : { username: self.username }),
    };
    return contactOfUser(self);
  }

  /**
   * Updates and messages are numbered per bot: those of another one would be taken for repetitions of the first one's,
   * and be lost.
   */
  async #requireSameBot(id: string): Promise<void> {
    const before = await this.#context.secrets.get(botKey);
    if (before === undefined) await this.#context.secrets.set(botKey, id);
    if (before === undefined || before === id) return;
    throw new ChannelError({
      code: "config-invalid",
      outcome: "not-sent",
      message:
        "This token is another bot's than the one this channel began with. Make a new channel for it.",
    });
  }
}

function says(error: unknown, words: RegExp): boolean {
  return error instanceof ChannelError && words.test(error.message);
}
