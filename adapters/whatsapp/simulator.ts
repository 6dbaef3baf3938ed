import { setImmediate } from "node:timers/promises";
import type { ChannelErrorCode } from "switchboard/adapter";
import type {
  PlatformSimulator,
  SentMessage,
  SimulatedMessage,
  SimulatedPart,
  SimulatedThread,
  SimulatorAbilities,
} from "switchboard/adapter/testkit";
import { contentOf } from "./simulator/content.ts";
import { Front } from "./simulator/front.ts";
import { Network } from "./simulator/network.ts";
import { type CustomerDetails, WhatsAppCustomer } from "./simulator/people.ts";

/**
 * WhatsApp on loopback: a stand-in for https://web.whatsapp.com/ that the real whatsapp-web.js drives in the real
 * Chromium, behind a proxy that leads nowhere else; the network behind it; our phone, and the people who write to us.
 * For tests and the demo.
 */
export class WhatsAppSimulator implements PlatformSimulator {
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
      ],
      edit: true,
      delete: true,
      react: true,
      type: false,
      read: true,
    },
    ownDevice: true,
    backlog: true,
    webhook: false,
    // The page tells the server by itself that it has a message; what it has, it can be asked for again.
    acknowledges: false,
    // Who writes too much is restricted or banned, without a number of seconds.
    rateLimits: false,
  };
  readonly ownDevice = {
    send: (thread: SimulatedThread, parts: readonly SimulatedPart[]): Promise<SimulatedMessage> =>
      this.#writeOnPhone(thread, parts),
  };
  readonly network = new Network();
  readonly #front = new Front((request, response) => this.network.handle(request, response));
  readonly #customers = new Map<string, WhatsAppCustomer>();
  readonly #groups = new Map<string, SimulatedThread>();

  get phone(): Network["phone"] {
    return this.network.phone;
  }

  /** Hosts that the browser asked for and is not to have. */
  get refusedHosts(): readonly string[] {
    return this.#front.refused;
  }

  async start(): Promise<Readonly<Record<string, unknown>>> {
    await this.#front.listen();
    return {
      proxy: this.#front.url,
      proxyUser: this.#front.user,
      proxyPassword: this.#front.password,
      proxyCertificate: this.#front.certificate.pin,
      pauseSeconds: 0,
    };
  }

  async stop(): Promise<void> {
    this.network.stop();
    await this.#front.close();
  }

  customer(name: string, details: Partial<CustomerDetails> = {}): WhatsAppCustomer {
    const known = this.#customers.get(name);
    if (known !== undefined) return known;
    const phone = details.phone ?? String(8613800000001 + this.#customers.size);
    const made = new WhatsAppCustomer(this.network, name, { ...details, phone });
    this.#customers.set(name, made);
    return made;
  }

  group(title: string, members: readonly { readonly id: string }[] = []): SimulatedThread {
    const known = this.#groups.get(title);
    if (known !== undefined) return known;
    const id = `12036300000000${String(1000 + this.#groups.size)}@g.us`;
    const chat = { id, title, participants: [this.network.me, ...members.map((one) => one.id)] };
    this.network.chats.set(id, chat);
    this.network.push({ op: "chat", chat });
    const made: SimulatedThread = { conversationId: id, kind: "group" };
    this.#groups.set(title, made);
    return made;
  }

  sendUnsupported(from: WhatsAppCustomer): Promise<SimulatedMessage> {
    return Promise.resolve(
      from.write(from.direct, "order", { orderTitle: "Two of the green ones" }),
    );
  }

  /** The page loads the last messages anew, as it does after it lost track. */
  redeliver(n: number): Promise<void> {
    for (const message of this.network.messages.slice(-n)) {
      this.network.push({ op: "message", message });
    }
    return Promise.resolve();
  }

  dropResponseAfterProcessing(): void {
    this.network.failNext("drop");
  }

  /** All that WhatsApp Web shows of a refusal is that the message failed. */
  refuse(code: ChannelErrorCode): boolean {
    if (code !== "content-rejected") return false;
    this.network.failNext("refuse");
    return true;
  }

  rateLimit(): void {
    throw new Error("WhatsApp has no word for too many requests: abilities.rateLimits is false.");
  }

  hang(): void {
    this.network.failNext("hang");
  }

  async goOffline(): Promise<void> {
    await this.#front.close();
    // The browser sees the end of its connections a moment later than we do.
    await setImmediate();
  }

  comeBack(): Promise<void> {
    return this.#front.listen();
  }

  /** Somebody unlinks the device on the phone. */
  revokeCredentials(): void {
    this.phone.refuses = true;
    this.network.unlink();
  }

  /** WhatsApp Web is opened elsewhere with this session. */
  takeOver(): void {
    this.network.tell({ op: "state", state: "CONFLICT" });
  }

  crash(): void {
    this.#front.cut();
  }

  expireMedia(): void {
    this.network.filesExpired = true;
  }

  acknowledged(): number {
    return this.network.messages.length;
  }

  sent(): readonly SentMessage[] {
    return this.network.log.all;
  }

  untilSent(
    condition: (sent: readonly SentMessage[]) => boolean,
    timeoutMs?: number,
  ): Promise<readonly SentMessage[]> {
    return this.network.log.until(condition, timeoutMs);
  }

  signals(): Network["signals"] {
    return this.network.signals;
  }

  secrets(): readonly string[] {
    return [this.#front.password];
  }

  #writeOnPhone(
    thread: SimulatedThread,
    parts: readonly SimulatedPart[],
  ): Promise<SimulatedMessage> {
    const [first] = parts.map((part) => {
      const { type, fields } = contentOf(part, (bytes) => this.network.store(bytes));
      const { conversationId } = thread;
      if (!this.network.chats.has(conversationId)) {
        this.network.chats.set(conversationId, { id: conversationId });
      }
      const id = this.network.newId();
      const t = Math.floor(Date.now() / 1000);
      this.network.post({ id, chat: conversationId, fromMe: true, t, ack: 1, type, fields });
      return { conversationId, messageId: id };
    });
    if (first === undefined) return Promise.reject(new Error("There is nothing to send."));
    return Promise.resolve(first);
  }
}
