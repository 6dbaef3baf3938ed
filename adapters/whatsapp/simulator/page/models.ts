/**
 * WhatsApp Web's models, as far as whatsapp-web.js touches them. These classes are sent to the browser as their source
 * text: they may refer to each other and to nothing else in the repository.
 */

type Listener = (...values: readonly never[]) => unknown;
type Fields = Readonly<Record<string, unknown>>;

/** Event names may be several, with blanks between, as in Backbone. */
export class Emitter {
  readonly #listeners = new Map<string, Set<Listener>>();

  on(names: string, listener: Listener): this {
    for (const name of names.split(" ")) {
      const listeners = this.#listeners.get(name) ?? new Set();
      this.#listeners.set(name, listeners.add(listener));
    }
    return this;
  }

  once(name: string, listener: Listener): this {
    const once: Listener = (...values) => {
      this.off(name, once);
      listener(...values);
    };
    return this.on(name, once);
  }

  off(name: string, listener: Listener): this {
    this.#listeners.get(name)?.delete(listener);
    return this;
  }

  trigger(name: string, ...values: readonly unknown[]): void {
    const now = [...(this.#listeners.get(name) ?? [])];
    for (const listener of now) {
      listener(...(values as readonly never[]));
    }
  }

  /** Does somebody listen? */
  isHeard(name: string): boolean {
    return (this.#listeners.get(name)?.size ?? 0) > 0;
  }
}

export class Model extends Emitter {
  [field: string]: unknown;

  constructor(fields: Fields) {
    super();
    Object.assign(this, fields);
  }

  /** Tells of each field that changes, on the model and on the collection that it is in. */
  set(fields: Fields, collection?: Emitter): this {
    for (const [field, value] of Object.entries(fields)) {
      const before = this[field];
      if (before === value) continue;
      this[field] = value;
      for (const emitter of [this, collection]) {
        emitter?.trigger(`change:${field}`, this, value, before);
      }
    }
    for (const emitter of [this, collection]) emitter?.trigger("change", this);
    return this;
  }

  serialize(): Record<string, unknown> {
    return Object.fromEntries(
      Object.entries(this).filter(
        ([, value]) => typeof value !== "function" && !(value instanceof Emitter),
      ),
    );
  }
}

/** An address: of a person, a group, a newsletter. */
export class Wid {
  readonly user: string;
  readonly server: string;
  readonly _serialized: string;

  constructor(address: string) {
    const [user = "", server = ""] = address.split("@");
    this.user = user;
    this.server = server;
    this._serialized = address;
  }

  static of(address: string | { readonly _serialized: string }): Wid {
    return new Wid(typeof address === "string" ? address : address._serialized);
  }

  isGroup(): boolean {
    return this.server === "g.us";
  }

  isLid(): boolean {
    return this.server === "lid";
  }

  isUser(): boolean {
    return this.server === "c.us" || this.isLid();
  }

  isStatus(): boolean {
    return this._serialized === "status@broadcast";
  }

  isNewsletter(): boolean {
    return this.server === "newsletter";
  }

  toJid(): string {
    return this._serialized;
  }

  toString(): string {
    return this._serialized;
  }
}

/** The name of a message in the page: whose it is, the chat, its id, and in groups the writer. */
export class MsgKey {
  readonly fromMe: boolean;
  readonly remote: Wid;
  readonly id: string;
  readonly participant?: Wid;
  readonly _serialized: string;

  constructor(of: {
    readonly id: string;
    readonly to?: Wid | string;
    readonly from?: Wid | string;
    readonly remote?: Wid | string;
    readonly participant?: Wid | string | undefined;
    readonly selfDir?: string;
    readonly fromMe?: boolean;
  }) {
    this.fromMe = of.fromMe ?? of.selfDir === "out";
    this.remote = Wid.of(of.remote ?? of.to ?? of.from ?? "");
    this.id = of.id;
    if (of.participant !== undefined) this.participant = Wid.of(of.participant);
    const parts = [this.fromMe, this.remote._serialized, this.id];
    if (this.participant !== undefined) parts.push(this.participant._serialized);
    this._serialized = parts.join("_");
  }

  static newId(): Promise<string> {
    const bytes = [...crypto.getRandomValues(new Uint8Array(9))];
    const hex = bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return Promise.resolve(`3EB0${hex.toUpperCase()}`);
  }

  toString(): string {
    return this._serialized;
  }
}

export class Message extends Model {
  declare id: MsgKey;
  declare type: string;
  declare ack: number;
  declare t: number;

  unsafe(): this {
    return this;
  }

  canReply(): boolean {
    return true;
  }

  /** What an answer to this one carries of it. */
  msgContextInfo(): Fields {
    return {
      quotedMsg: { type: this.type, body: this["body"] },
      quotedStanzaID: this.id.id,
      quotedParticipant: this["author"] ?? this["from"],
    };
  }

  /** Files are at the network until they expire there. */
  downloadMedia(): Promise<void> {
    this["mediaData"] = { mediaStage: "RESOLVED" };
    return Promise.resolve();
  }
}

export class Collection<M extends Model> extends Emitter {
  readonly modelClass: new (fields: Fields) => M;
  readonly #models = new Map<string, M>();

  constructor(modelClass: new (fields: Fields) => M) {
    super();
    this.modelClass = modelClass;
  }

  get(id: string | { readonly _serialized: string }): M | undefined {
    return this.#models.get(typeof id === "string" ? id : id._serialized);
  }

  find(id: string | Wid): Promise<M> {
    return Promise.resolve(this.get(id) ?? this.add(new this.modelClass({ id: Wid.of(id) })));
  }

  add(model: M): M {
    this.put(model);
    this.trigger("add", model);
    return model;
  }

  /** As what was in the page's database is: nobody is told. */
  put(model: M): void {
    this.#models.set(String(model["id"]), model);
  }

  remove(model: M): void {
    this.#models.delete(String(model["id"]));
    this.trigger("remove", model);
  }

  clear(): void {
    this.#models.clear();
  }

  getModelsArray(): M[] {
    return [...this.#models.values()];
  }
}

export class Chat extends Model {
  declare id: Wid;
  declare t: number;
  declare unreadCount: number;
}
