import { ChannelError } from "switchboard/adapter";
import type {
  Capabilities,
  ChannelSession,
  ConversationRef,
  MediaRef,
  MessageRef,
  SendRequest,
  SendResult,
  SessionContext,
} from "switchboard/adapter";
import { capabilitiesOf } from "./capabilities.ts";
import type { WechatClient } from "./client.ts";
import { Connection } from "./connection.ts";
import { Echoes } from "./echoes.ts";
import { fetchFile } from "./files.ts";
import { planSend } from "./outbound.ts";
import { sendAll } from "./sending.ts";
import type { WechatSettings } from "./settings.ts";

export function createSession(context: SessionContext<WechatSettings>): ChannelSession {
  return new WechatSession(context);
}

/** One WeChat account, connected through a puppet. */
class WechatSession implements ChannelSession {
  readonly #context: SessionContext<WechatSettings>;
  readonly #echoes = new Echoes();
  #connection: Connection | undefined;
  /** Only where messages can be taken back. */
  readonly delete?: NonNullable<ChannelSession["delete"]>;

  constructor(context: SessionContext<WechatSettings>) {
    this.#context = context;
    if (this.capabilities().delete.support !== "none") {
      this.delete = (target, signal) => this.#recall(target, signal);
    }
  }

  async run(signal: AbortSignal): Promise<void> {
    this.#context.status({ state: "starting" });
    const connection = new Connection(this.#context, this.#echoes);
    this.#connection = connection;
    try {
      await connection.run(signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      this.#connection = undefined;
      this.#context.status({ state: "stopped" });
    }
  }

  async send(request: SendRequest, signal: AbortSignal): Promise<SendResult> {
    const plan = planSend(request, this.capabilities().parts.link === "native");
    const client = this.#client();
    const { clock } = this.#context;
    const directory = await this.#context.privateDirectory();
    return await sendAll({ client, echoes: this.#echoes, clock, directory }, plan, request, signal);
  }

  /** The echo of every message of the request proves that it arrived. Without them nothing is proved either way. */
  reconcile(request: SendRequest): Promise<SendResult | "unresolved"> {
    const { steps } = planSend(request, this.capabilities().parts.link === "native");
    const messageIds = this.#echoes.idsOf(request.clientMessageId);
    if (messageIds.length < steps.length) return Promise.resolve("unresolved");
    return Promise.resolve({ messageIds, level: "sent" });
  }

  capabilities(_conversation?: ConversationRef): Capabilities {
    return capabilitiesOf(this.#context.config.puppet, this.#connection?.hasSessionIds === true);
  }

  async fetchMedia(media: MediaRef, signal: AbortSignal) {
    return await fetchFile(this.#client(), media, this.#context.fetch, signal);
  }

  /** Ends the account's session at the gateway: the next one needs a QR code. */
  async logout(_signal: AbortSignal): Promise<void> {
    await this.#client().logout();
  }

  async #recall(target: MessageRef, _signal: AbortSignal): Promise<void> {
    if (await this.#client().recall(target.messageId)) return;
    throw new ChannelError({
      code: "too-late",
      outcome: "not-sent",
      message: "WeChat takes messages back for two minutes only, and only our own.",
    });
  }

  #client(): WechatClient {
    const client = this.#connection?.client;
    if (client !== undefined) return client;
    throw new ChannelError({
      code: "unavailable",
      outcome: "not-sent",
      message: "The account isn't connected at the moment.",
    });
  }
}
