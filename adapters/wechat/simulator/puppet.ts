import { FileBox } from "file-box";
import type { FileBoxInterface } from "file-box";
import type { SimulatedFile, SimulatedPart } from "switchboard/adapter/testkit";
import { types } from "wechaty-puppet";
import type { payloads } from "wechaty-puppet";
import { BarePuppet } from "./bare-puppet.ts";
import type { Refusal } from "./refusal.ts";
import type { Attachment, World, WorldMessage } from "./world.ts";

/** What becomes of the next send. */
export type SendFault =
  | { readonly type: "none" }
  /** WeChat, or the gateway, says no. */
  | { readonly type: "refuse"; readonly refusal: Refusal }
  /** Done, but the answer gets lost: the line is cut. */
  | { readonly type: "lose" }
  /** Done, and never answered. */
  | { readonly type: "hang" };

export interface PuppetOptions {
  /** What sends resolve with: a message's id, or nothing. */
  readonly tellsIds: boolean;
  /** Whether our own sends come back as messages. */
  readonly echoes: boolean;
  /** Cuts the line. */
  readonly cut: () => void;
}

/** The puppet inside the simulated gateway: what it is asked goes to the world, what happens there it tells. */
export class SimulatedPuppet extends BarePuppet {
  readonly faults: SendFault[] = [];
  /** While set, every call is refused with it. */
  closed: Refusal | undefined;
  /** Messages whose payload can't be had, and for how many times more. */
  readonly unreadable = new Map<string, number>();
  /** What happens then. */
  whenStarted: () => void = () => undefined;
  readonly recalled = new Set<string>();
  readonly #world: World;
  readonly #options: PuppetOptions;

  constructor(world: World, options: PuppetOptions) {
    super({ timeoutSeconds: 24 * 3600 });
    this.#world = world;
    this.#options = options;
  }

  override name(): string {
    return "simulated-puppet";
  }

  override version(): string {
    if (this.closed !== undefined) throw this.closed;
    return "1.0.0";
  }

  /** When the first client asks for it. */
  override onStart(): Promise<void> {
    setImmediate(() => this.whenStarted());
    return Promise.resolve();
  }

  override onStop(): Promise<void> {
    return Promise.resolve();
  }

  override ding(data?: string): void {
    this.emit("dong", data === undefined ? {} : { data });
  }

  /** Tells that a message is there; what it says has to be asked for. */
  announce(message: WorldMessage): void {
    if (this.isLoggedIn) this.emit("message", { messageId: message.payload.id });
  }

  override contactList(): Promise<string[]> {
    return Promise.resolve([...this.#world.contacts.keys()]);
  }

  override contactRawPayload(id: string): Promise<payloads.Contact> {
    return found(this.#world.contacts.get(id), `contact not found: ${id}`);
  }

  override contactAlias(id: string): Promise<string>;
  override contactAlias(id: string, alias: string | null): Promise<void>;
  override async contactAlias(id: string, alias?: string | null): Promise<string | void> {
    const contact = await this.contactRawPayload(id);
    if (alias === undefined) return contact.alias ?? "";
    this.#world.contacts.set(id, { ...contact, alias: alias ?? "" });
  }

  override contactAvatar(_id: string): Promise<FileBoxInterface>;
  override contactAvatar(_id: string, _file: FileBoxInterface): Promise<void>;
  override contactAvatar(): Promise<never> {
    return Promise.reject(new Error("no avatar"));
  }

  override roomList(): Promise<string[]> {
    return Promise.resolve([...this.#world.rooms.keys()]);
  }

  override roomRawPayload(id: string): Promise<payloads.Room> {
    return found(this.#world.rooms.get(id), `room not found: ${id}`);
  }

  override async roomMemberList(id: string): Promise<string[]> {
    return (await this.roomRawPayload(id)).memberIdList;
  }

  override async roomMemberRawPayload(_: string, id: string): Promise<payloads.RoomMember> {
    const { name, avatar } = await this.contactRawPayload(id);
    return { id, name, avatar };
  }

  override friendshipRawPayload(id: string): Promise<payloads.Friendship> {
    return found(this.#world.friendRequests.get(id), `friendship not found: ${id}`);
  }

  override friendshipAccept(): Promise<void> {
    return Promise.resolve();
  }

  override messageRawPayload(id: string): Promise<payloads.Message> {
    const left = this.unreadable.get(id) ?? 0;
    if (left > 0) {
      this.unreadable.set(id, left - 1);
      return Promise.reject(new Error(`message payload of ${id} is not there yet`));
    }
    return found(this.#world.messages.get(id)?.payload, `message not found: ${id}`);
  }

  override messageContact(id: string): Promise<string> {
    return this.#attached(id, (it) => it.cardId);
  }

  override messageUrl(id: string): Promise<payloads.UrlLink> {
    return this.#attached(id, (it) => it.link);
  }

  override messageLocation(id: string): Promise<payloads.Location> {
    return this.#attached(id, (it) => it.location);
  }

  override messageMiniProgram(id: string): Promise<payloads.MiniProgram> {
    return this.#attached(id, (it) => it.miniProgram);
  }

  override async messageFile(id: string): Promise<FileBoxInterface> {
    const file = await this.#attached(id, (it) => it.file);
    if (this.#world.filesExpired) throw new Error("the file has expired (文件已过期)");
    // Not as a buffer: wechaty's server can't serialize small ones.
    const bytes = Buffer.from(file.bytes).toString("base64");
    return FileBox.fromBase64(bytes, file.fileName ?? "file.dat");
  }

  override messageImage(id: string): Promise<FileBoxInterface> {
    return this.messageFile(id);
  }

  override messageSendText(
    to: string,
    text: string,
    mentionIds?: string[],
  ): Promise<string | void> {
    const mentionIdList = mentionIds === undefined ? {} : { mentionIdList: mentionIds };
    const about = { type: types.Message.Text, text, ...mentionIdList };
    return this.#send(to, about, { type: "text", text: { text } });
  }

  override async messageSendFile(to: string, box: FileBoxInterface): Promise<string | void> {
    const bytes = new Uint8Array(await box.toBuffer());
    const { name, mediaType } = box;
    const { type, kind } = kindOf(mediaType);
    const file: SimulatedFile = { kind, bytes, mimeType: mediaType, fileName: name };
    return await this.#send(to, { type, filename: name }, { type: "media", file }, { file });
  }

  override messageSendUrl(to: string, link: payloads.UrlLink): Promise<string | void> {
    const { url, title } = link;
    return this.#send(to, { type: types.Message.Url }, { type: "link", url, title }, { link });
  }

  override messageRecall(id: string): Promise<boolean> {
    if (this.closed !== undefined) return Promise.reject(this.closed);
    const message = this.#world.messages.get(id)?.payload;
    if (message?.talkerId !== this.#world.selfId) return Promise.resolve(false);
    // WeChat's two minutes: https://kf.qq.com/faq/140703vMJzqY1407077BjA7Z.html
    if (Date.now() - message.timestamp > 120_000) return Promise.resolve(false);
    this.#world.sent.change(id, (sent) => {
      sent.deleted = true;
    });
    return Promise.resolve(true);
  }

  async #send(
    conversationId: string,
    about: {
      readonly type: payloads.Message["type"];
      readonly text?: string;
      readonly filename?: string;
    },
    part: SimulatedPart,
    attachment: Attachment = {},
  ): Promise<string | void> {
    if (this.closed !== undefined) throw this.closed;
    const fault = this.faults.shift() ?? { type: "none" };
    if (fault.type === "refuse") throw fault.refusal;
    if (!this.#world.contacts.has(conversationId) && !this.#world.rooms.has(conversationId)) {
      throw new Error(`contact not found: ${conversationId}`);
    }
    const { selfId } = this.#world;
    const message = this.#world.post({ ...about, talkerId: selfId, conversationId }, attachment);
    const { id } = message.payload;
    this.#world.sent.add({ conversationId, messageId: id, parts: [part] });
    if (fault.type === "lose") this.#options.cut();
    if (fault.type === "lose" || fault.type === "hang") return await new Promise(() => undefined);
    if (this.#options.echoes) setImmediate(() => this.announce(message));
    return this.#options.tellsIds ? id : undefined;
  }

  #attached<T>(id: string, read: (attachment: Attachment) => T | undefined): Promise<T> {
    const message = this.#world.messages.get(id);
    return found(message && read(message.attachment), `nothing of this kind in message ${id}`);
  }
}

function found<T>(value: T | undefined, otherwise: string): Promise<T> {
  return value === undefined ? Promise.reject(new Error(otherwise)) : Promise.resolve(value);
}

/** Real puppets go by the type as well. */
function kindOf(mimeType: string): {
  readonly type: payloads.Message["type"];
  readonly kind: SimulatedFile["kind"];
} {
  if (mimeType.startsWith("image/")) return { type: types.Message.Image, kind: "image" };
  if (mimeType.startsWith("video/")) return { type: types.Message.Video, kind: "video" };
  return { type: types.Message.Attachment, kind: "file" };
}
