import { once } from "node:events";
import type {
  Capabilities,
  ChannelSession,
  ConversationRef,
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
import { z } from "zod";
import { capabilities } from "./capabilities.ts";
import { Door } from "./door.ts";
import type { ChatMessage } from "./entries.ts";
import { notSent } from "./errors.ts";
import type { Mailbox } from "./mailbox.ts";
import { Mailboxes } from "./mailboxes.ts";
import { planEdit } from "./outbound.ts";
import { reconcile, requireVisitor, send } from "./sending.ts";
import type { WebchatSettings } from "./settings.ts";

export function createSession(context: SessionContext<WebchatSettings>): ChannelSession {
  return new WebchatSession(context);
}

const mediaRef = z.object({ visitor: z.string(), file: z.string() });

/** How long visitors are shown that an agent types, unless it is said again. */
const typingMs = 6_000;

/** One site's chat. It is connected as soon as it runs: there is nobody else to reach. */
class WebchatSession implements ChannelSession {
  readonly #context: SessionContext<WebchatSettings>;
  readonly #mailboxes: Mailboxes;
  readonly #door: Door;

  constructor(context: SessionContext<WebchatSettings>) {
    this.#context = context;
    this.#mailboxes = new Mailboxes(() => context.privateDirectory());
    this.#door = new Door({ context, mailboxes: this.#mailboxes });
  }

  async run(signal: AbortSignal): Promise<void> {
    const { channelId, config } = this.#context;
    this.#context.status({ state: "starting" });
    // A disk that can't be written shows here, and not at the first visitor.
    await this.#context.privateDirectory();
    if (!signal.aborted) {
      this.#context.status({ state: "connected", self: { id: channelId, name: config.name } });
      await once(signal, "abort");
    }
    this.#door.close();
    this.#context.status({ state: "stopped" });
  }

  send(request: SendRequest, signal: AbortSignal): Promise<SendResult> {
    const agent = { name: this.#context.config.name, now: this.#context.clock.now() };
    return send(this.#mailboxes, agent, request, signal);
  }

  reconcile(request: SendRequest): Promise<SendResult | "not-sent"> {
    return reconcile(this.#mailboxes, request);
  }

  capabilities(): Capabilities {
    return capabilities;
  }

  async fetchMedia({ ref }: MediaRef) {
    const { visitor, file: fileId } = mediaRef.parse(ref);
    const files = await this.#mailboxes.files(visitor);
    const file = await files.find(fileId);
    if (file === undefined) {
      throw notSent("media-expired", "The visitor had their files deleted.");
    }
    return { body: files.stream(fileId), mimeType: file.mimeType, size: file.size };
  }

  async edit(target: MessageRef, parts: readonly Part<OutboundMedia>[]): Promise<void> {
    const words = planEdit(parts);
    await this.#change(target, (mailbox, { text: _text, spans: _spans, ...message }) =>
      mailbox.add(() => [
        {
          type: "edited",
          message: { ...message, ...words, editedAt: this.#context.clock.now().toISOString() },
        },
      ]),
    );
  }

  async delete(target: MessageRef): Promise<void> {
    await this.#change(target, async (mailbox, { id, file }) => {
      await mailbox.add(() => [{ type: "deleted", messageId: id }]);
      if (file === undefined) return;
      await (await this.#mailboxes.files(target.conversationId)).remove(file.fileId);
    });
  }

  async react(target: MessageRef, emojis: readonly string[]): Promise<void> {
    await this.#change(target, (mailbox, { id }) =>
      mailbox.add(() => [{ type: "reaction", messageId: id, emojis }]),
    );
  }

  async markRead(_conversation: ConversationRef, target: MessageRef): Promise<void> {
    await this.#change(target, (mailbox, { id }) =>
      mailbox.add(() => {
        const upTo = mailbox.entryOf(id)?.n ?? 0;
        return upTo > mailbox.notes.read ? [{ type: "read", upTo }] : [];
      }),
    );
  }

  async setTyping({ id }: ConversationRef, typing: boolean): Promise<void> {
    await this.#mailboxes.with(id, async (mailbox) => {
      mailbox.typingUntil = typing ? this.#context.clock.now().getTime() + typingMs : 0;
      mailbox.wake();
    });
  }

  handleWebhook(request: WebhookRequest): Promise<WebhookResponse> {
    return this.#door.handle(request);
  }

  /** @throws ChannelError when there is no such message, or it is deleted. */
  async #change(
    target: MessageRef,
    act: (mailbox: Mailbox, message: ChatMessage) => Promise<void>,
  ): Promise<void> {
    await this.#mailboxes.with(target.conversationId, async (mailbox) => {
      requireVisitor(mailbox);
      // Whether that went well is for the visitor to be told.
      await mailbox.arriving.get(target.messageId)?.catch(() => undefined);
      const message = mailbox.message(target.messageId);
      if (message !== undefined && message.deleted !== true) return await act(mailbox, message);
      throw notSent("target-not-found", "The chat has no such message.");
    });
  }
}
