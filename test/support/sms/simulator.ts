import { createHmac } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text as textOf } from "node:stream/consumers";
import type { ChannelErrorCode, WebhookRequest } from "switchboard/adapter";
import {
  type PlatformSimulator,
  SentLog,
  type SimulatedCustomer,
  type SimulatedPart,
} from "switchboard/adapter/testkit";

const key = "sms-key-5eC.r3t";
const refusals: Partial<Record<ChannelErrorCode, number>> = {
  "recipient-unreachable": 404,
  "content-rejected": 422,
  unavailable: 503,
};
type Text = { id: string; kind: string; from: string; text: string; at: string };
type Hook = { url: string };
type Outgoing = { to: string; text: string };
type Fault = "drop" | "hang" | { readonly status: number; readonly retryAfterMs?: number };

/** The SMS gateway's side of the wire, with people who have phones. */
export class SmsSimulator implements PlatformSimulator {
  readonly abilities = {
    groups: false,
    customer: { edit: false, delete: false, react: false, type: false, read: false },
    ownDevice: false,
    backlog: true,
    webhook: true,
    polling: false,
    takeOver: false,
  };
  readonly #sent = new SentLog();
  readonly #texts: Text[] = [];
  #acknowledged = 0;
  #ids = 0;
  #key = key;
  #fault: Fault | undefined;
  #webhook: string | undefined;
  #isPosting = false;
  #server: Server | undefined;
  #port = 0;

  async start(): Promise<{ readonly url: string; readonly key: string }> {
    await this.comeBack();
    return { url: `http://127.0.0.1:${this.#port}`, key };
  }

  async stop(): Promise<void> {
    this.#webhook = undefined;
    await this.goOffline();
  }

  customer(name: string): SimulatedCustomer {
    const from = `+44 ${Buffer.from(name).readUIntBE(0, Math.min(6, Buffer.byteLength(name)))}`;
    return {
      id: from,
      name,
      direct: { conversationId: from, kind: "direct" },
      send: async (parts) => {
        const text = this.#text(from, parts);
        this.#texts.push(text);
        void this.#post();
        return { conversationId: from, messageId: text.id };
      },
      edit: never,
      delete: never,
      react: never,
      type: never,
      read: never,
    };
  }

  sendUnsupported(from: SimulatedCustomer) {
    return from.send([{ type: "unsupported", platformType: "mms", fallback: "" }]);
  }

  async redeliver(n: number): Promise<void> {
    this.#texts.push(...this.#texts.slice(-n));
    void this.#post();
  }

  dropResponseAfterProcessing(): void {
    this.#fault = "drop";
  }

  refuse(code: ChannelErrorCode): boolean {
    const status = refusals[code];
    if (status !== undefined) this.#fault = { status };
    return status !== undefined;
  }

  rateLimit(retryAfterMs: number): void {
    this.#fault = { status: 429, retryAfterMs };
  }

  hang(): void {
    this.#fault = "hang";
  }

  async goOffline(): Promise<void> {
    const server = this.#server;
    await new Promise((resolve) => {
      server?.close(resolve);
      server?.closeAllConnections();
    });
  }

  async comeBack(): Promise<void> {
    const server = createServer((request, response) => {
      // A connection that breaks while we read is the other side's business.
      this.#answer(request, response).catch(() => response.destroy());
    });
    await new Promise<void>((resolve) => server.listen(this.#port, "127.0.0.1", resolve));
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  revokeCredentials(): void {
    this.#key = "another";
  }

  crash(): void {
    this.#server?.closeAllConnections();
  }

  acknowledged(): number {
    return this.#acknowledged;
  }

  sent() {
    return this.#sent.all;
  }

  untilSent(...waiting: Parameters<SentLog["until"]>) {
    return this.#sent.until(...waiting);
  }

  webhookRequest(from: SimulatedCustomer, parts: readonly SimulatedPart[]): WebhookRequest {
    const call = signed(this.#text(from.id, parts));
    return { method: "POST", path: "", query: new URLSearchParams(), ...call };
  }

  secrets(): readonly string[] {
    return [key];
  }

  // What phones don't do: no test asks for it, as `abilities` says.
  readonly ownDevice = { send: never };
  group = never;
  takeOver = never;
  expireMedia = never;
  signals = () => [];

  #text(from: string, [part]: readonly SimulatedPart[]): Text {
    this.#ids += 1;
    const header = { id: `in-${this.#ids}`, from, at: new Date().toISOString() };
    return part?.type === "text"
      ? { ...header, kind: "text", text: part.text.text }
      : { ...header, kind: "mms", text: "" };
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await textOf(request);
    if (request.headers.authorization !== `Bearer ${this.#key}`) answer(response, 401);
    else if (request.url === "/webhook") this.#register(JSON.parse(body) as Hook, response);
    else this.#take(JSON.parse(body) as Outgoing, response);
  }

  #register({ url }: Hook, response: ServerResponse): void {
    this.#webhook = url;
    answer(response, 200, { id: "+44 20 7946 0000" });
    void this.#post();
  }

  /** A text of ours, for somebody's phone. */
  #take({ to, text }: Outgoing, response: ServerResponse): void {
    const fault = this.#fault;
    this.#fault = undefined;
    if (typeof fault === "object") {
      if (fault.retryAfterMs) response.setHeader("retry-after", fault.retryAfterMs / 1000);
      return answer(response, fault.status);
    }
    this.#ids += 1;
    const messageId = `out-${this.#ids}`;
    const parts = [{ type: "text" as const, text: { text } }];
    this.#sent.add({ conversationId: to, messageId, parts });
    if (fault === "drop") response.destroy();
    else if (fault !== "hang") answer(response, 200, { id: messageId });
  }

  /** One call at a time, each text until it is taken. */
  async #post(): Promise<void> {
    if (this.#isPosting) return;
    this.#isPosting = true;
    for (;;) {
      const text = this.#texts[this.#acknowledged];
      if (text === undefined || this.#webhook === undefined) break;
      const call = { method: "POST", ...signed(text) };
      const response = await fetch(this.#webhook, call).catch(() => undefined);
      if (response?.ok) this.#acknowledged += 1;
    }
    this.#isPosting = false;
  }
}

function signed(text: Text) {
  const body = new Uint8Array(Buffer.from(JSON.stringify(text)));
  const signature = createHmac("sha256", key).update(body).digest("hex");
  return { body, headers: new Headers({ "x-sms-signature": signature }) };
}

function answer(response: ServerResponse, status: number, body: object = {}): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function never(): never {
  throw new Error("Phones can't do that.");
}
