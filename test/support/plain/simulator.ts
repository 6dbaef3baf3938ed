import { createHmac } from "node:crypto";
import type { ChannelErrorCode } from "switchboard/adapter";
import type {
  PlatformSimulator,
  SentMessage,
  SimulatedCustomer,
  SimulatedMessage,
  SimulatedPart,
  SimulatedThread,
  SimulatorAbilities,
} from "switchboard/adapter/testkit";
import { type Answer, PlainServer } from "./platform.ts";
import type { PlainEvent, PlainMessage, PlainMethods, PlainPart, PlainPerson } from "./wire.ts";

const token = "plain-token-5eC.r3t";
const webhookSecret = "plain-hook-5eC.r3t";
const self: PlainPerson = { id: "shop", name: "The Shop" };

const refusals: Partial<Record<ChannelErrorCode, number>> = {
  forbidden: 403,
  "recipient-unreachable": 404,
  "content-rejected": 422,
  unavailable: 503,
};

type Sent = { -readonly [K in keyof SentMessage]: SentMessage[K] } & { readonly clientId: string };
type Input<M extends keyof PlainMethods> = PlainMethods[M]["in"];
/** `Omit` that keeps the members of a union apart. */
type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

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
    store: (bytes) => ({ value: { file: this.#keep(bytes) } }),
    load: (file) => this.#files.get(file),
    authorized: (header) => !this.#revoked && header === `Bearer ${token}`,
  });
  readonly #files = new Map<string, Buffer>();
  readonly #sent: Sent[] = [];
  readonly #signals: { type: "typing" | "read"; conversationId: string }[] = [];
  readonly #watchers = new Set<() => void>();
  #queue: PlainEvent[] = [];
  #acknowledged = 0;
  #seq = 0;
  #ids = 0;
  #poll: ((answer: Answer) => void) | undefined;
  #webhook: string | undefined;
  #fault: Answer | "drop" | "hang" | undefined;
  #revoked = false;
  #takenOver = false;

  async start(options: { readonly webhook?: boolean } = {}) {
    await this.#server.listen();
    const receive = options.webhook ? "webhook" : "polling";
    return { url: this.#server.url, token, webhookSecret, receive };
  }

  async stop() {
    this.#webhook = undefined;
    await this.#server.close();
  }

  customer(name: string): SimulatedCustomer {
    const by: PlainPerson = { id: `person-${name}`, name };
    const direct: SimulatedThread = { conversationId: `thread-${name}`, kind: "direct" };
    const thread = direct.conversationId;
    return {
      id: by.id,
      name,
      direct,
      send: async (parts, { in: to = direct, replyTo } = {}) => {
        const message = this.#message(by, to, parts);
        this.#happens({
          type: "message",
          message: { ...message, ...(replyTo && { replyTo: replyTo.messageId }) },
        });
        return { conversationId: message.thread, messageId: message.id };
      },
      edit: async ({ messageId }, text) => {
        const message = this.#message(by, direct, [{ type: "text", text }]);
        this.#happens({ type: "edited", message: { ...message, id: messageId } });
      },
      delete: async ({ messageId }) => this.#happens({ type: "deleted", thread, messageId }),
      react: async ({ messageId }, emojis) =>
        this.#happens({ type: "reactions", thread, messageId, by, emojis }),
      type: async () => this.#happens({ type: "typing", thread, by }),
      read: async () => {
        const ours = this.#sent.filter((it) => it.conversationId === thread);
        this.#happens({ type: "read", thread, messageIds: ours.map((it) => it.messageId) });
      },
    };
  }

  group(title: string): SimulatedThread {
    return { conversationId: `group-${title}`, kind: "group" };
  }

  readonly ownDevice = {
    send: async (thread: SimulatedThread, parts: readonly SimulatedPart[]) => {
      const message = this.#message(self, thread, parts);
      this.#happens({ type: "message", message });
      return { conversationId: message.thread, messageId: message.id };
    },
  };

  async sendUnsupported(from: SimulatedCustomer): Promise<SimulatedMessage> {
    const message = this.#message(from, from.direct, []);
    const parts: PlainPart[] = [{ type: "hologram", title: "A dancing shoe" }];
    this.#happens({ type: "message", message: { ...message, parts } });
    return { conversationId: message.thread, messageId: message.id };
  }

  async redeliver(n: number) {
    const again = this.#queue.slice(-n).map((event) => ({ ...event, seq: (this.#seq += 1) }));
    this.#queue.push(...again);
    this.#deliver();
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
    this.#endPoll({ status: 401, problem: { problem: "Unknown token." } });
  }

  takeOver() {
    this.#takenOver = true;
    this.#endPoll({ status: 409, problem: { problem: "Another client took over." } });
  }

  crash() {
    this.#server.cutConnections();
  }

  expireMedia() {
    this.#files.clear();
  }

  acknowledged() {
    return this.#acknowledged;
  }

  sent(): readonly SentMessage[] {
    return this.#sent.map(({ clientId: _, ...message }) => message);
  }

  untilSent(condition: (sent: readonly SentMessage[]) => boolean, timeoutMs = 10_000) {
    return new Promise<readonly SentMessage[]>((resolve, reject) => {
      const look = (): void => {
        if (!condition(this.sent())) return;
        clearTimeout(deadline);
        this.#watchers.delete(look);
        resolve(this.sent());
      };
      const deadline = setTimeout(() => {
        this.#watchers.delete(look);
        reject(new Error(`Not sent within ${timeoutMs} ms; sent: ${JSON.stringify(this.sent())}`));
      }, timeoutMs);
      this.#watchers.add(look);
      look();
    });
  }

  signals() {
    return this.#signals;
  }

  webhookRequest(from: SimulatedCustomer, parts: readonly SimulatedPart[]) {
    const message = this.#message(from, from.direct, parts);
    return {
      method: "POST",
      path: "",
      query: new URLSearchParams(),
      ...signed(this.#next({ type: "message", message })),
    };
  }

  secrets() {
    return [token, webhookSecret];
  }

  #call(method: keyof PlainMethods, input: unknown): Answer | Promise<Answer> {
    if (method === "me") return { value: self };
    if (method === "events") return this.#events(input as Input<"events">);
    if (method === "webhook") this.#webhook = (input as Input<"webhook">).url;
    if (method === "send") return this.#send(input as Input<"send">);
    if (method === "find") {
      const found = this.#sent.filter((it) => it.clientId === (input as Input<"find">).clientId);
      return { value: { ids: found.map((it) => it.messageId) } };
    }
    if (method === "signal") {
      const { type, thread } = input as Input<"signal">;
      this.#signals.push({ type, conversationId: thread });
    }
    if (method === "edit" || method === "delete" || method === "react") this.#change(method, input);
    for (const look of this.#watchers) look();
    return { value: {} };
  }

  /** Asking for what is after `after` acknowledges all up to it. The answer waits until there is something. */
  #events({ after }: Input<"events">): Answer | Promise<Answer> {
    if (this.#takenOver) return { status: 409, problem: { problem: "Another client took over." } };
    this.#acknowledged = Math.max(this.#acknowledged, after);
    this.#endPoll({ value: { events: [] } });
    const answer = new Promise<Answer>((resolve) => (this.#poll = resolve));
    this.#deliver();
    return answer;
  }

  #send({ thread, clientId, parts, replyTo }: Input<"send">): Answer {
    const fault = this.#fault;
    this.#fault = undefined;
    if (typeof fault === "object") return fault;
    const messageId = `message-${(this.#ids += 1)}`;
    const reply = replyTo === undefined ? {} : { replyToMessageId: replyTo };
    const state = { edited: false, deleted: false, reactions: [], ...reply };
    this.#sent.push({
      conversationId: thread,
      messageId,
      clientId,
      parts: parts.map((it) => this.#seen(it)),
      ...state,
    });
    for (const look of this.#watchers) look();
    if (fault === "drop") return "dropped";
    return fault === "hang" ? "never" : { value: { id: messageId } };
  }

  #change(method: "edit" | "delete" | "react", input: unknown): void {
    const message = this.#sent.find((it) => it.messageId === (input as { id: string }).id);
    if (message === undefined) return;
    if (method === "delete") message.deleted = true;
    if (method === "react") message.reactions = (input as Input<"react">).emojis;
    if (method !== "edit") return;
    message.edited = true;
    message.parts = (input as Input<"edit">).parts.map((it) => this.#seen(it));
  }

  #next(event: Without<PlainEvent, "id" | "seq" | "at">): PlainEvent {
    this.#seq += 1;
    const id = `event-${this.#seq}`;
    return { id, seq: this.#seq, at: new Date().toISOString(), ...event } as PlainEvent;
  }

  #happens(event: Without<PlainEvent, "id" | "seq" | "at">): void {
    this.#queue.push(this.#next(event));
    this.#deliver();
  }

  #deliver(): void {
    if (this.#webhook !== undefined) void this.#callWebhook(this.#webhook);
    const events = this.#queue.filter(({ seq }) => seq > this.#acknowledged);
    if (events.length > 0) this.#endPoll({ value: { events } });
  }

  /** Until it is taken: the first event not acknowledged, then the next. */
  async #callWebhook(url: string): Promise<void> {
    const event = this.#queue.find(({ seq }) => seq > this.#acknowledged);
    if (event === undefined || this.#webhook !== url) return;
    const response = await fetch(url, { method: "POST", ...signed(event) }).catch(() => undefined);
    if (response?.ok) this.#acknowledged = Math.max(this.#acknowledged, event.seq);
    await this.#callWebhook(url);
  }

  #endPoll(answer: Answer): void {
    this.#poll?.(answer);
    this.#poll = undefined;
  }

  #message(
    from: PlainPerson,
    thread: SimulatedThread,
    parts: readonly SimulatedPart[],
  ): PlainMessage {
    return {
      id: `message-${(this.#ids += 1)}`,
      thread: thread.conversationId,
      group: thread.kind === "group",
      from: { id: from.id, name: from.name },
      at: new Date().toISOString(),
      parts: parts.map((part) => this.#onTheWire(part)),
    };
  }

  #onTheWire(part: SimulatedPart): PlainPart {
    if (part.type === "unsupported") return { type: "hologram", title: part.fallback };
    if (part.type !== "media") return part;
    const { kind, bytes, mimeType, fileName: name = "file" } = part.file;
    const { caption } = part;
    const file = this.#keep(Buffer.from(bytes));
    return {
      type: "file",
      kind,
      file,
      size: bytes.byteLength,
      mimeType,
      name,
      ...(caption && { caption }),
    };
  }

  /** What the customer sees of a part of ours. */
  #seen(part: PlainPart): SimulatedPart {
    if (part.type === "hologram") throw new Error("We sent what we can't read.");
    if (part.type !== "file") return part;
    const { kind, file, mimeType, name: fileName, caption } = part;
    const bytes = this.#files.get(file) ?? Buffer.alloc(0);
    return {
      type: "media",
      file: { kind, bytes, mimeType, fileName },
      ...(caption && { caption }),
    };
  }

  #keep(bytes: Buffer): string {
    const file = `file-${(this.#ids += 1)}`;
    this.#files.set(file, bytes);
    return file;
  }
}

function signed(event: PlainEvent): { headers: Headers; body: Uint8Array<ArrayBuffer> } {
  const body = new Uint8Array(Buffer.from(JSON.stringify({ event, self })));
  const proof = createHmac("sha256", webhookSecret).update(body).digest("hex");
  return {
    headers: new Headers({ "x-plain-signature": proof, "content-type": "application/json" }),
    body,
  };
}
