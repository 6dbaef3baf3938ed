import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { SentLog } from "switchboard/adapter/simulator";
import { sentPart } from "./content.ts";
import { pageSource } from "./page/source.ts";
import { Phone } from "./phone.ts";
import type { Answer, Call, Push, WireChat, WireContact, WireMessage } from "./wire.ts";

/** What goes wrong with the next send, once. */
export type SendFault = "refuse" | "drop" | "hang";

/** How many of a chat's messages a page that starts has at hand. */
const atHand = 50;

/** WhatsApp's servers, and the account that the hub is a linked device of. */
export class Network {
  readonly me = "15550001111@c.us";
  readonly phone = new Phone(this);
  readonly chats = new Map<string, WireChat>();
  readonly contacts: WireContact[] = [];
  readonly messages: WireMessage[] = [];
  readonly files = new Map<string, Buffer>();
  readonly log = new SentLog();
  readonly signals: { type: "typing" | "read"; conversationId: string }[] = [];
  /** Modules that the page lacks from its next start on. */
  missing: readonly string[] = [];
  /** Connections stay up and nothing passes over them. */
  stalled = false;
  filesExpired = false;
  /** Uploads are answered with 503. */
  uploadsFail = false;
  readonly #byId = new Map<string, WireMessage>();
  readonly #faults: SendFault[] = [];
  /** Taken, and never to be acknowledged. */
  readonly #silenced = new Set<string>();
  readonly #linked = new Set<string>();
  readonly #pushes: Push[] = [];
  readonly #streams = new Map<ServerResponse, string>();

  handle(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? "/", "https://web.whatsapp.com");
    const device = url.searchParams.get("device") ?? "";
    if (url.pathname === "/") {
      response.setHeader("content-type", "text/html; charset=utf-8");
      response.end(pageSource(this.missing));
    } else if (url.pathname === "/stream") {
      this.#open(device, Number(url.searchParams.get("after")), response);
    } else if (request.method === "POST") {
      void readBody(request).then(
        (body) => this.#take(url, device, body, response),
        () => response.destroy(),
      );
    } else {
      const bytes = this.filesExpired ? undefined : this.files.get(url.pathname);
      response.statusCode = bytes === undefined ? 404 : 200;
      response.end(bytes);
    }
  }

  get pages(): number {
    return this.#streams.size;
  }

  get isLinked(): boolean {
    return this.#linked.size > 0;
  }

  failNext(fault: SendFault): void {
    this.#faults.push(fault);
  }

  /** Something happened: pages hear of it at once, those that are away when they are back. */
  push(push: Push): void {
    this.#pushes.push(push);
    if (this.stalled) return;
    for (const [stream, device] of this.#streams) {
      if (this.#linked.has(device)) write(stream, this.#pushes.length, push);
    }
  }

  /** To pages that are there now, linked or not, and to nobody later. */
  tell(push: Push): void {
    for (const stream of this.#streams.keys()) write(stream, this.#pushes.length, push);
  }

  post(message: WireMessage): void {
    this.messages.push(message);
    this.#byId.set(message.id, message);
    this.push({ op: "message", message });
  }

  find(id: string): WireMessage | undefined {
    return this.#byId.get(id);
  }

  newId(): string {
    return `3A${randomBytes(9).toString("hex").toUpperCase()}`;
  }

  store(bytes: Uint8Array): string {
    const path = `/v/${randomBytes(12).toString("hex")}`;
    this.files.set(path, Buffer.from(bytes));
    return path;
  }

  acknowledge(id: string, ack: number): void {
    const message = this.#byId.get(id);
    if (message === undefined || this.#silenced.has(id) || message.ack >= ack) return;
    message.ack = ack;
    this.push({ op: "ack", id, ack });
  }

  /** The phone has scanned the code, or taken the pairing code. */
  link(): void {
    for (const [stream, device] of this.#streams) {
      if (this.#linked.has(device)) continue;
      this.#linked.add(device);
      this.#greet(stream);
    }
  }

  /** The phone has thrown the device out. */
  unlink(): void {
    for (const [stream, device] of this.#streams) {
      if (this.#linked.has(device)) write(stream, this.#pushes.length, { op: "logout" });
    }
    this.#linked.clear();
  }

  stop(): void {
    this.phone.stop();
    for (const stream of this.#streams.keys()) stream.end();
  }

  #open(device: string, after: number, response: ServerResponse): void {
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    response.write(":\n\n");
    this.#streams.set(response, device);
    response.on("close", () => this.#streams.delete(response));
    if (!this.#linked.has(device)) {
      this.phone.offer();
      return;
    }
    if (after < 0) this.#greet(response);
    for (const [n, push] of after < 0 ? [] : this.#pushes.slice(after).entries()) {
      write(response, after + n + 1, push);
    }
    response.write(`id: ${this.#pushes.length}\ndata: connected\n\n`);
  }

  #greet(stream: ServerResponse): void {
    const chats = [...this.chats.values()];
    write(stream, this.#pushes.length, {
      op: "linked",
      me: this.me,
      name: "Shop",
      chats,
      contacts: this.contacts,
      messages: chats.flatMap(({ id }) => this.#in(id).slice(-atHand)),
    });
  }

  #in(chat: string): readonly WireMessage[] {
    return this.messages.filter((message) => message.chat === chat);
  }

  #take(url: URL, device: string, body: Buffer, response: ServerResponse): void {
    if (this.stalled) return;
    if (url.pathname === "/media") {
      response.statusCode = this.uploadsFail ? 503 : 200;
      response.end(JSON.stringify({ path: this.store(body) }));
      return;
    }
    const call = JSON.parse(body.toString()) as Call;
    const answer = call.op === "send" ? this.#send(call, device, response) : this.#answer(call);
    if (answer !== undefined) response.end(JSON.stringify(answer));
  }

  /** Undefined: there is no answer. */
  #send(
    call: Extract<Call, { op: "send" }>,
    device: string,
    response: ServerResponse,
  ): Answer | undefined {
    const { message, quoted } = call;
    const { id, chat } = message;
    // The server has ended the session: nothing is taken, and nothing answered.
    if (!this.#linked.has(device)) return undefined;
    if (this.#silenced.has(id)) return undefined;
    if (this.#byId.has(id)) return {};
    const fault = this.#faults.shift();
    if (fault === "refuse" || this.chats.get(chat)?.announce === true) return { refused: 479 };
    this.messages.push({ ...message, ack: 1 });
    this.#byId.set(id, this.messages.at(-1) ?? message);
    if (fault !== undefined) this.#silenced.add(id);
    this.log.add({
      conversationId: chat,
      messageId: id,
      parts: [sentPart(message, this.files)],
      ...(quoted === undefined ? {} : { replyToMessageId: quoted }),
    });
    if (fault === "drop") {
      response.destroy();
      for (const stream of this.#streams.keys()) stream.destroy();
    }
    if (fault !== undefined) return undefined;
    this.phone.others.delivered(id);
    return {};
  }

  #answer(call: Exclude<Call, { op: "send" }>): Answer {
    switch (call.op) {
      case "refresh":
        this.phone.refresh();
        return {};
      case "shown":
        this.phone.seen(call.ref);
        return {};
      case "pair":
        return { code: this.phone.pair() };
      case "exists":
        return { exists: call.id === this.me || this.#isKnown(call.id) };
      case "edit":
        this.log.change(call.id, (sent) => {
          sent.parts = [{ type: "text", text: { text: call.text } }];
          sent.edited = true;
        });
        return {};
      case "revoke":
        this.log.change(call.id, (sent) => {
          sent.deleted = true;
        });
        return {};
      case "react":
        this.log.change(call.id, (sent) => {
          sent.reactions = call.emoji === "" ? [] : [call.emoji];
        });
        return {};
      case "seen":
        this.signals.push({ type: "read", conversationId: call.chat });
        return {};
      case "typing":
        if (call.typing) this.signals.push({ type: "typing", conversationId: call.chat });
        return {};
      case "older": {
        const all = this.#in(call.chat);
        const end =
          call.before === undefined ? all.length : all.findIndex(({ id }) => id === call.before);
        return { messages: all.slice(Math.max(0, end - atHand), Math.max(0, end)) };
      }
      case "messages":
        return { messages: call.ids.flatMap((id) => this.#byId.get(id) ?? []) };
      case "unlink":
        this.unlink();
        return {};
    }
  }

  #isKnown(address: string): boolean {
    return (
      this.chats.has(address) ||
      this.contacts.some(({ id, lid }) => id === address || lid === address)
    );
  }
}

function write(stream: ServerResponse, number: number, push: Push): void {
  stream.write(`id: ${number}\ndata: ${JSON.stringify(push)}\n\n`);
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
