import { randomUUID } from "node:crypto";
import type { WebhookRequest } from "switchboard/adapter";
import {
  type PlatformSimulator,
  type SentMessage,
  SentLog,
  type SimulatedMessage,
  type SimulatedPart,
  type SimulatorAbilities,
} from "switchboard/adapter/simulator";
import { signToken } from "./simulator/token.ts";
import { fieldsOf, SimulatedVisitor } from "./simulator/visitor.ts";
import { Widget, type WidgetEntry, type WidgetNews } from "./simulator/widget.ts";

const day = 24 * 60 * 60;

/**
 * Visitors of a site with the chat on it, who speak the widget's protocol over HTTP. The platform itself is the adapter, so
 * that nothing can be refused, be away or be lost between the two.
 */
export class WebchatSimulator implements PlatformSimulator {
  readonly abilities: SimulatorAbilities = {
    groups: false,
    customer: {
      sends: ["text", "image", "video", "audio", "voice", "file"],
      edit: false,
      delete: false,
      react: false,
      type: true,
      read: true,
    },
    ownDevice: false,
    backlog: true,
    webhook: true,
    polling: false,
    takeOver: false,
    rateLimits: false,
    elsewhere: false,
  };
  readonly ownDevice = { send: (): Promise<SimulatedMessage> => Promise.reject(notHere()) };
  readonly secret = "simulated-signing-secret-5f1c-0123456789";
  readonly #visitors = new Map<string, SimulatedVisitor>();
  readonly #log = new SentLog();
  readonly #signals: { readonly type: "typing" | "read"; readonly conversationId: string }[] = [];
  /** How to send each message once more, in order. */
  readonly #again: (() => Promise<void>)[] = [];
  #address: string | undefined;

  start(): Promise<Readonly<Record<string, unknown>>> {
    return Promise.resolve({
      name: "Shop",
      signingSecret: this.secret,
      signedOnly: true,
      messagesPerMinute: 100_000,
      messagesPerMinuteAndAddress: 1_000_000,
    });
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#visitors.values()].map(({ widget }) => widget.end()));
  }

  channelAt(url: string): void {
    this.#address = url;
  }

  customer(name: string): SimulatedVisitor {
    const known = this.#visitors.get(name);
    if (known !== undefined) return known;
    const sub = name.toLowerCase().replaceAll(/\s+/g, "-");
    const exp = Math.floor(Date.now() / 1000) + 365 * day;
    const token = signToken({ sub, name, exp }, this.secret);
    const widget = new Widget(
      token,
      () => this.#address ?? "http://127.0.0.1:9",
      (from, news) => this.#take(visitor, from, news),
    );
    const visitor = new SimulatedVisitor(name, sub, widget, (again) => this.#again.push(again));
    this.#visitors.set(name, visitor);
    return visitor;
  }

  group(): never {
    throw new Error("A chat on a site has no groups.");
  }

  sendUnsupported(from: SimulatedVisitor): Promise<SimulatedMessage> {
    return from.send([{ type: "unsupported", platformType: "hologram", fallback: "A hologram" }]);
  }

  async redeliver(n: number): Promise<void> {
    await Promise.all(this.#again.slice(-n).map((again) => again()));
  }

  crash(): void {
    for (const { widget } of this.#visitors.values()) widget.cut();
  }

  acknowledged(): number {
    return [...this.#visitors.values()].reduce((sum, { widget }) => sum + widget.acknowledged, 0);
  }

  sent(): readonly SentMessage[] {
    return this.#log.all;
  }

  untilSent(
    condition: (sent: readonly SentMessage[]) => boolean,
    timeoutMs?: number,
  ): Promise<readonly SentMessage[]> {
    return this.#log.until(condition, timeoutMs);
  }

  signals(): readonly { readonly type: "typing" | "read"; readonly conversationId: string }[] {
    return this.#signals;
  }

  webhookRequest(from: SimulatedVisitor, parts: readonly SimulatedPart[]): WebhookRequest {
    const [part = { type: "text", text: { text: "Hello" } } as const] = parts;
    return {
      method: "POST",
      path: "/messages",
      query: new URLSearchParams(),
      headers: new Headers({
        "content-type": "application/json",
        authorization: `Bearer ${from.widget.token}`,
      }),
      body: Buffer.from(JSON.stringify({ id: randomUUID(), ...fieldsOf(part) })),
    };
  }

  secrets(): readonly string[] {
    return [this.secret, ...[...this.#visitors.values()].map(({ widget }) => widget.token)];
  }

  refuse(): boolean {
    return false;
  }

  rateLimit(): void {
    throw notHere();
  }

  hang(): void {
    throw notHere();
  }

  dropResponseAfterProcessing(): void {
    throw notHere();
  }

  goOffline(): Promise<void> {
    return Promise.reject(notHere());
  }

  comeBack(): Promise<void> {
    return Promise.reject(notHere());
  }

  revokeCredentials(): void {
    throw notHere();
  }

  takeOver(): void {
    throw notHere();
  }

  expireMedia(): void {
    throw notHere();
  }

  /** What a poll brought. Files are fetched before the next entry is looked at. */
  async #take(visitor: SimulatedVisitor, widget: Widget, news: WidgetNews): Promise<void> {
    const { id: conversationId } = visitor;
    if (news.typing !== undefined) this.#signals.push({ type: "typing", conversationId });
    for (const entry of news.entries) {
      if (entry.n <= widget.last) continue;
      await this.#show(conversationId, widget, entry);
      widget.last = entry.n;
    }
  }

  async #show(conversationId: string, widget: Widget, entry: WidgetEntry): Promise<void> {
    const { message, messageId = "", emojis = [] } = entry;
    if (entry.type === "read") this.#signals.push({ type: "read", conversationId });
    else if (entry.type === "deleted") this.#log.change(messageId, (it) => (it.deleted = true));
    else if (entry.type === "reaction")
      this.#log.change(messageId, (it) => (it.reactions = emojis));
    else if (message?.from === "agent") {
      const { id, replyTo } = message;
      const parts = [await partOf(widget, message)];
      if (entry.type === "edited") {
        this.#log.change(id, (it) => Object.assign(it, { parts, edited: true }));
      } else {
        const tied = replyTo === undefined ? {} : { replyToMessageId: replyTo };
        this.#log.add({ conversationId, messageId: id, parts, ...tied });
      }
    }
  }
}

async function partOf(
  widget: Widget,
  { text, spans, file }: NonNullable<WidgetEntry["message"]>,
): Promise<SimulatedPart> {
  const words = text === undefined ? undefined : { text, ...(spans !== undefined && { spans }) };
  if (file === undefined) return { type: "text", text: words ?? { text: "" } };
  const { fileId, ...about } = file;
  const response = await widget.call("GET", `/files/${fileId}`);
  if (!response.ok) throw new Error(`The file can't be had: ${response.status}`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  return {
    type: "media",
    file: { ...about, bytes },
    ...(words !== undefined && { caption: words }),
  };
}

function notHere(): Error {
  return new Error("The adapter is the platform: there is nothing between the two.");
}
