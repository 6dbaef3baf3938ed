import type { Readable } from "node:stream";
import { FileBox, FileBoxType } from "file-box";
import type { FileBoxInterface } from "file-box";
import { WechatyBuilder } from "wechaty";
import { types } from "wechaty-puppet";
import type { impls, payloads } from "wechaty-puppet";
import { GatewayPuppet, failureOf } from "./client/gateway-puppet.ts";
import { loadPuppet } from "./client/load-puppet.ts";
import { toChannelError } from "./errors.ts";
import type {
  ContactPayload,
  FriendRequestPayload,
  LinkPayload,
  LocationPayload,
  MessageKind,
  MessagePayload,
  MiniProgramPayload,
  PuppetFailure,
  PuppetListener,
  RoomPayload,
  ScanState,
} from "./payloads.ts";
import type { WechatSettings } from "./settings.ts";

type Puppet = impls.PuppetInterface;

/** A file at the puppet: bytes, or an address to fetch them from. */
export type PuppetFile =
  | { readonly name: string; readonly size?: number; readonly body: Readable }
  | { readonly name: string; readonly size?: number; readonly url: string };

export interface ClientOptions {
  readonly settings: WechatSettings;
  /** Where puppets that log in by themselves keep their session. */
  readonly directory: string;
  readonly listener: PuppetListener;
}

/** How long the library gets to end. */
const stopMs = 5_000;

const kinds: Readonly<Record<types.Message, MessageKind>> = {
  [types.Message.Unknown]: "unknown",
  [types.Message.Attachment]: "file",
  [types.Message.Audio]: "voice",
  [types.Message.Contact]: "contact",
  [types.Message.ChatHistory]: "chat-history",
  [types.Message.Emoticon]: "sticker",
  [types.Message.Image]: "image",
  [types.Message.Text]: "text",
  [types.Message.Location]: "location",
  [types.Message.MiniProgram]: "mini-program",
  [types.Message.GroupNote]: "group-note",
  [types.Message.Transfer]: "transfer",
  [types.Message.RedEnvelope]: "red-packet",
  [types.Message.Recalled]: "recalled",
  [types.Message.Url]: "link",
  [types.Message.Video]: "video",
  [types.Message.Post]: "post",
};

const scanStates: Readonly<Record<types.ScanStatus, ScanState>> = {
  [types.ScanStatus.Unknown]: "unknown",
  [types.ScanStatus.Cancel]: "cancelled",
  [types.ScanStatus.Waiting]: "waiting",
  [types.ScanStatus.Scanned]: "scanned",
  [types.ScanStatus.Confirmed]: "confirmed",
  [types.ScanStatus.Timeout]: "timeout",
};

/**
 * The only place that knows the vendor's library. Everything that leaves it is plain data; everything that it throws is a
 * ChannelError without the token, which the library puts into its own.
 */
export class WechatClient {
  readonly #puppet: Puppet;
  readonly #bot: ReturnType<typeof WechatyBuilder.build>;
  #listener: PuppetListener | undefined;

  private constructor(puppet: Puppet, options: ClientOptions) {
    this.#puppet = puppet;
    this.#listener = options.listener;
    // The name is where puppets' memory goes: <name>.memory-card.json.
    this.#bot = WechatyBuilder.build({ puppet, name: `${options.directory}/puppet` });
    // It repeats what the puppet said, and what it could not look up for its own objects; unheard, it would throw.
    this.#bot.on("error", () => undefined);
    this.#listen();
  }

  /** @throws ChannelError `config-invalid` when there is no such puppet. */
  static async open(options: ClientOptions): Promise<WechatClient> {
    return new WechatClient(await puppetFor(options.settings), options);
  }

  /** Resolves when the puppet works; that says nothing of the account. @throws ChannelError. */
  async start(): Promise<void> {
    const failed = new Promise<never>((_, reject) => {
      // The library's `start` resolves also when its puppet failed; it tells so by an event.
      this.#puppet.once("error", (error) => reject(toChannelError(failureIn(error))));
    });
    failed.catch(() => undefined);
    await Promise.race([this.#bot.start(), failed]);
  }

  /** Ends it without logging the account out. */
  async stop(): Promise<void> {
    this.#listener = undefined;
    if (this.#puppet instanceof GatewayPuppet) this.#puppet.letGo();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, stopMs);
    });
    await Promise.race([this.#bot.stop(), late]).finally(() => clearTimeout(timer));
  }

  /** Asks for a sign of life; it comes as `heard`. */
  ding(): void {
    try {
      this.#puppet.ding("switchboard");
    } catch (error) {
      this.#listener?.trouble(failureOf(error));
    }
  }

  /** Why nothing is heard, where the puppet can tell. `streamIsGone`: nothing can be lost by opening another one. */
  async diagnose(streamIsGone: boolean): Promise<PuppetFailure | undefined> {
    if (this.#puppet instanceof GatewayPuppet) return await this.#puppet.diagnose(streamIsGone);
    return undefined;
  }

  async logout(): Promise<void> {
    await guarded(this.#puppet.logout("switchboard"));
  }

  async message(id: string): Promise<MessagePayload> {
    const it = await guarded(this.#puppet.messagePayload(id));
    return {
      id: it.id,
      kind: kinds[it.type] ?? "unknown",
      talkerId: it.talkerId,
      text: it.text ?? "",
      timestamp: it.timestamp,
      mentionIds: "mentionIdList" in it ? (it.mentionIdList ?? []) : [],
      ...given({ listenerId: it.listenerId, roomId: it.roomId, fileName: it.filename }),
    };
  }

  async contact(id: string): Promise<ContactPayload> {
    const it = await guarded(this.#puppet.contactPayload(id));
    return {
      id: it.id,
      name: it.name,
      phones: it.phone,
      isOfficial: it.type === types.Contact.Official,
      ...given({ remark: it.alias, handle: it.handle }),
    };
  }

  async room(id: string): Promise<RoomPayload> {
    const { topic, memberIdList } = await guarded(this.#puppet.roomPayload(id));
    return { id, topic, memberIds: memberIdList };
  }

  /** How many of the account's contacts have this remark. Infinite when some can't be looked up: they may have it. */
  async countRemark(remark: string): Promise<number> {
    try {
      const ids = await this.#puppet.contactList();
      let count = 0;
      for (const id of ids)
        if ((await this.#puppet.contactPayload(id)).alias === remark) count += 1;
      return count;
    } catch {
      return Number.POSITIVE_INFINITY;
    }
  }

  /** Undefined when it is something else, such as that we were accepted. */
  async friendRequest(id: string): Promise<FriendRequestPayload | undefined> {
    const it = await guarded(this.#puppet.friendshipPayload(id));
    if (it.type !== types.Friendship.Receive) return undefined;
    return { id, contactId: it.contactId, hello: it.hello ?? "" };
  }

  /** Of a card that was sent: whose it is. */
  async cardOf(messageId: string): Promise<ContactPayload> {
    return await this.contact(await guarded(this.#puppet.messageContact(messageId)));
  }

  async linkOf(messageId: string): Promise<LinkPayload> {
    const { url, title, description } = await guarded(this.#puppet.messageUrl(messageId));
    return { url, ...given({ title, description }) };
  }

  async locationOf(messageId: string): Promise<LocationPayload> {
    const it = await guarded(this.#puppet.messageLocation(messageId));
    return { latitude: it.latitude, longitude: it.longitude, ...given(namesOf(it)) };
  }

  async miniProgramOf(messageId: string): Promise<MiniProgramPayload> {
    const it = await guarded(this.#puppet.messageMiniProgram(messageId));
    const { title, description, appid: appId, pagePath } = it;
    return given({ title, description, appId, pagePath });
  }

  async fileOf(messageId: string): Promise<PuppetFile> {
    const box: unknown = await guarded(this.#puppet.messageFile(messageId));
    if (!FileBox.valid(box)) throw toChannelError({ words: "the puppet's file is none" });
    const about = { name: box.name, ...(box.size > 0 ? { size: box.size } : {}) };
    const { url, uuid } = referenceIn(box);
    if (url !== undefined) return { ...about, url };
    if (uuid !== undefined && this.#puppet instanceof GatewayPuppet) {
      return { ...about, body: this.#puppet.download(uuid) };
    }
    return { ...about, body: await guarded(box.toStream()) };
  }

  /** Each send resolves with the message's id, where the puppet tells it. */
  async sendText(
    to: string,
    text: string,
    mentionIds: readonly string[],
  ): Promise<string | undefined> {
    return idOf(await guarded(this.#puppet.messageSendText(to, text, [...mentionIds])));
  }

  async sendFile(to: string, path: string, name: string): Promise<string | undefined> {
    return idOf(await guarded(this.#puppet.messageSendFile(to, FileBox.fromFile(path, name))));
  }

  async sendLink(to: string, link: LinkPayload): Promise<string | undefined> {
    const { url, title = url, description } = link;
    const payload = { url, title, ...given({ description }) };
    return idOf(await guarded(this.#puppet.messageSendUrl(to, payload)));
  }

  /** False: WeChat didn't take it back. */
  async recall(messageId: string): Promise<boolean> {
    return await guarded(this.#puppet.messageRecall(messageId));
  }

  #listen(): void {
    const puppet = this.#puppet;
    const tell = (happened: (listener: PuppetListener) => void): void => {
      if (this.#listener === undefined) return;
      this.#listener.heard();
      happened(this.#listener);
    };
    puppet.on("heartbeat", () => tell(() => undefined));
    puppet.on("dong", () => tell(() => undefined));
    puppet.on("scan", ({ status, qrcode }) =>
      tell((it) => it.scan(scanStates[status] ?? "unknown", qrcode)),
    );
    puppet.on("login", ({ contactId }) => tell((it) => it.login(contactId)));
    puppet.on("logout", ({ data }) => tell((it) => it.logout(data)));
    puppet.on("message", ({ messageId }) => tell((it) => it.message(messageId)));
    puppet.on("room-topic", ({ roomId, newTopic }) => tell((it) => it.roomTopic(roomId, newTopic)));
    puppet.on("room-leave", ({ roomId, removeeIdList }) =>
      tell((it) => it.roomLeave(roomId, removeeIdList)),
    );
    puppet.on("room-join", ({ roomId, inviteeIdList }) =>
      tell((it) => it.roomJoin(roomId, inviteeIdList)),
    );
    puppet.on("friendship", ({ friendshipId }) => tell((it) => it.friendship(friendshipId)));
    puppet.on("error", (error) => this.#listener?.trouble(failureIn(error)));
    if (puppet instanceof GatewayPuppet) {
      puppet.onLost = (failure) => this.#listener?.lost(failure);
    }
  }
}

async function puppetFor(settings: WechatSettings): Promise<Puppet> {
  const { puppet, gateway, token, tlsCa, tlsServerName } = settings;
  if (puppet !== "service") return await loadPuppet(puppet, token);
  const { protocol, host, hostname } = new URL(gateway ?? "");
  const caCert = tlsCa === undefined ? {} : { caCert: tlsCa };
  return new GatewayPuppet({
    endpoint: host,
    // Always named: without one the library asks a public service where the token's gateway is.
    token: token ?? "",
    tls: {
      disable: protocol === "grpc:",
      // A token's prefix is the name in the certificates that gateways have unless told: insecure_….
      serverName: tlsServerName ?? prefixOf(token) ?? hostname,
      ...caCert,
    },
  });
}

/** https://github.com/wechaty/token: "insecure" of insecure_4f1c…. */
function prefixOf(token: string | undefined): string | undefined {
  const end = token?.lastIndexOf("_") ?? -1;
  return end > 0 ? token?.slice(0, end).toLowerCase() : undefined;
}

/** Whatever the library rejects with becomes a ChannelError. */
async function guarded<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw toChannelError(failureOf(error));
  }
}

/** The library wraps errors into events as JSON, one inside the other. */
function failureIn({ gerror, data }: payloads.EventError): PuppetFailure {
  const text = gerror ?? data ?? "";
  try {
    const { code, message } = JSON.parse(text) as { code?: unknown; message?: unknown };
    const words = typeof message === "string" ? message : text;
    return typeof code === "number" ? { code, words } : { words };
  } catch {
    // Plain words, from puppets of the old kind.
    return { words: text };
  }
}

/** Where the bytes of a file are, when they didn't come along. */
function referenceIn(box: FileBoxInterface): { readonly url?: string; readonly uuid?: string } {
  if (box.type !== FileBoxType.Url && box.type !== FileBoxType.Uuid) return {};
  const { url, uuid } = box.toJSON() as { readonly url?: string; readonly uuid?: string };
  return { ...(url === undefined ? {} : { url }), ...(uuid === undefined ? {} : { uuid }) };
}

function namesOf({ name, address }: payloads.Location): { name?: string; address?: string } {
  return {
    ...(name === "NONAME" ? {} : { name }),
    ...(address === "NOADDRESS" ? {} : { address }),
  };
}

function idOf(id: string | void): string | undefined {
  return id === undefined || id === "" ? undefined : id;
}

/** Only what is there: puppets fill what they don't know with nothing, in several ways. */
function given<K extends string>(
  fields: Readonly<Partial<Record<K, string | null | undefined>>>,
): Partial<Record<K, string>> {
  const all = Object.entries(fields) as [K, string | null | undefined][];
  return Object.fromEntries(
    all.filter(([, value]) => value !== undefined && value !== null && value !== ""),
  ) as Partial<Record<K, string>>;
}
