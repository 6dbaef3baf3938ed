import type { ChannelErrorCode } from "switchboard/adapter";
import {
  type PlatformSimulator,
  SentLog,
  type SimulatedCustomer,
  type SimulatedMessage,
  type SimulatedPart,
  type SimulatedThread,
  type SimulatorAbilities,
} from "switchboard/adapter/testkit";
import { Content } from "./content.ts";
import { EventQueue } from "./event-queue.ts";
import { type Answer, PlainServer } from "./platform.ts";
import type { PlainMethods, PlainPerson } from "./wire.ts";

const token = "plain-token-5eC.r3t";
const webhookSecret = "plain-hook-5eC.r3t";
const self: PlainPerson = { id: "shop", name: "The Shop" };

const refusals: Partial<Record<ChannelErrorCode, number>> = {
  forbidden: 403,
  "recipient-unreachable": 404,
  "content-rejected": 422,
  unavailable: 503,
};

type Input<M extends keyof PlainMethods> = PlainMethods[M]["in"];

/** The other end of the Plain platform, with customers in it. */
export class PlainSimulator implements PlatformSimulator {
  readonly abilities: SimulatorAbilities = {
    groups: true,
    customer: {
      sends: [
        "text",
        "image",
        "file",
        "voice",
        "location",
        "contact-card",
        "link",
        "poll",
        "action",
      ],
      edit: true,
      delete: true,
      react: true,
      type: true,
      read: true,
    },
    ownDevice: true,
    backlog: true,
    webhook: true,
  };
  readonly #server = new PlainServer({
    call: (method, input) => this.#call(method, input),
    store: (bytes) => ({ value: { file: this.#content.keep(bytes) } }),
    load: (file) => this.#content.load(file),
    authorized: (header) => !this.#revoked && header === `Bearer ${token}`,
  });
  readonly #events = new EventQueue(self, webhookSecret);
  readonly #sent = new SentLog();
  /** By which the shop can ask what became of a message. */
  readonly #clientIds = new Map<string, string>();
  readonly #content = new Content();
  readonly #signals: { type: "typing" | "read"; conversationId: string }[] = [];
  #fault: Answer | "drop" | "hang" | undefined;
  #revoked = false;
  #takenOver = false;

  async start(options: { readonly webhook?: boolean } = {}) {
    await this.#server.listen();
    const receive = options.webhook ? "webhook" : "polling";
    return { url: this.#server.url, token, webhookSecret, receive };
  }

  async stop() {
    this.#events.deliverTo(undefined);
    await this.#server.close();
  }

  customer(name: string): SimulatedCustomer {
    const by: PlainPerson = { id: `person-${name}`, name };
    const thread = `thread-${name}`;
    const direct: SimulatedThread = { conversationId: thread, kind: "direct" };
    return {
      id: by.id,
      name,
      direct,
      send: async (parts, { in: to = direct, replyTo } = {}) => {
        const message = this.#content.message(by, to, parts);
        const reply = replyTo === undefined ? {} : { replyTo: replyTo.messageId };
        this.#events.happens({ type: "message", message: { ...message, ...reply } });
        return { conversationId: message.thread, messageId: message.id };
      },
      edit: async ({ messageId }, text) => {
        const message = this.#content.message(by, direct, [{ type: "text", text }]);
        this.#events.happens({ type: "edited", message: { ...message, id: messageId } });
      },
      delete: async ({ messageId }) => this.#events.happens({ type: "deleted", thread, messageId }),
      react: async ({ messageId }, emojis) =>
        this.#events.happens({ type: "reactions", thread, messageId, by, emojis }),
      type: async () => this.#events.happens({ type: "typing", thread, by }),
      read: async () => {
        const ours = this.#sent.all.filter((it) => it.conversationId === thread);
        const messageIds = ours.map((it) => it.messageId);
        this.#events.happens({ type: "read", thread, messageIds });
      },
    };
  }

  group(title: string): SimulatedThread {
    return { conversationId: `group-${title}`, kind: "group" };
  }

  readonly ownDevice = {
    send: async (thread: SimulatedThread, parts: readonly SimulatedPart[]) => {
      const message = this.#content.message(self, thread, parts);
      this.#events.happens({ type: "message", message });
      return { conversationId: message.thread, messageId: message.id };
    },
  };

  async sendUnsupported(from: SimulatedCustomer): Promise<SimulatedMessage> {
    const fallback = "A dancing shoe";
    return from.send([{ type: "unsupported", platformType: "hologram", fallback }]);
  }

  async redeliver(n: number) {
    this.#events.again(n);
  }

  dropResponseAfterProcessing() {
    this.#fault = "drop";
  }

  refuse(code: ChannelErrorCode) {
    const status = refusals[code];
    if (status !== undefined) this.#fault = { status, problem: { problem: `No: ${code}.` } };
    return status !== undefined;
  }

  rateLimit(retryAfterMs: number) {
    this.#fault = { status: 429, problem: { problem: "Slow down.", retryAfterMs } };
  }

  hang() {
    this.#fault = "hang";
  }

  goOffline() {
    return this.#server.close();
  }

  comeBack() {
    return this.#server.listen();
  }

  revokeCredentials() {
    this.#revoked = true;
    this.#events.endPoll({ status: 401, problem: { problem: "Unknown token." } });
  }

  takeOver() {
    this.#takenOver = true;
    this.#events.endPoll({ status: 409, problem: { problem: "Another client took over." } });
  }

  crash() {
    this.#server.cutConnections();
  }

  expireMedia() {
    this.#content.expire();
  }

  acknowledged() {
    return this.#events.acknowledged;
  }

  sent() {
    return this.#sent.all;
  }

  untilSent(condition: Parameters<PlatformSimulator["untilSent"]>[0], timeoutMs = 10_000) {
    return this.#sent.until(condition, timeoutMs);
  }

  signals() {
    return this.#signals;
  }

  webhookRequest(from: SimulatedCustomer, parts: readonly SimulatedPart[]) {
    const message = this.#content.message(from, from.direct, parts);
    const call = this.#events.signed({ type: "message", message });
    return { method: "POST", path: "", query: new URLSearchParams(), ...call };
  }

  secrets() {
    return [token, webhookSecret];
  }

  #call(method: keyof PlainMethods, input: unknown): Answer | Promise<Answer> {
    switch (method) {
      case "me":
        return { value: self };
      case "events":
        if (this.#takenOver)
          return { status: 409, problem: { problem: "Another client took over." } };
        return this.#events.poll((input as Input<"events">).after);
      case "history": {
        const { since, page } = input as Input<"history">;
        return { value: this.#events.history(since, page) };
      }
      case "webhook":
        this.#events.deliverTo((input as Input<"webhook">).url);
        return { value: {} };
      case "send":
        return this.#send(input as Input<"send">);
      case "find": {
        const { clientId } = input as Input<"find">;
        const ids = this.#sent.all.map(({ messageId }) => messageId);
        return { value: { ids: ids.filter((id) => this.#clientIds.get(id) === clientId) } };
      }
      case "edit": {
        const { id, parts } = input as Input<"edit">;
        const seen = parts.map((part) => this.#content.seen(part));
        this.#sent.change(id, (it) => Object.assign(it, { edited: true, parts: seen }));
        return { value: {} };
      }
      case "delete":
        this.#sent.change((input as Input<"delete">).id, (it) => (it.deleted = true));
        return { value: {} };
      case "react": {
        const { id, emojis } = input as Input<"react">;
        this.#sent.change(id, (it) => (it.reactions = emojis));
        return { value: {} };
      }
      case "signal": {
        const { type, thread } = input as Input<"signal">;
        this.#signals.push({ type, conversationId: thread });
        return { value: {} };
      }
    }
  }

  #send({ thread, clientId, parts, replyTo }: Input<"send">): Answer {
    const fault = this.#fault;
    this.#fault = undefined;
    if (typeof fault === "object") return fault;
    const messageId = this.#content.id("message");
    this.#clientIds.set(messageId, clientId);
    this.#sent.add({
      conversationId: thread,
      messageId,
      parts: parts.map((part) => this.#content.seen(part)),
      ...(replyTo !== undefined && { replyToMessageId: replyTo }),
    });
    if (fault === "drop") return "dropped";
    return fault === "hang" ? "never" : { value: { id: messageId } };
  }
}
