import type { MediaKind } from "switchboard/adapter";
import { mediaFields, partsOf } from "./content.ts";
import { checkText } from "./entities.ts";
import type { Form, UploadedFile } from "./form.ts";
import { badRequest, Refusal } from "./wire.ts";
import type { WireEntity, WireMessage } from "./wire.ts";
import type { ChatRoom, World } from "./world.ts";

const megabyte = 1024 * 1024;

/** Field, kind and size limit of each medium: https://core.telegram.org/bots/api#sending-files */
const media: Readonly<Record<string, { readonly kind: MediaKind; readonly maxBytes: number }>> = {
  photo: { kind: "image", maxBytes: 10 * megabyte },
  video: { kind: "video", maxBytes: 50 * megabyte },
  animation: { kind: "animation", maxBytes: 50 * megabyte },
  audio: { kind: "audio", maxBytes: 50 * megabyte },
  voice: { kind: "voice", maxBytes: 50 * megabyte },
  document: { kind: "file", maxBytes: 50 * megabyte },
  sticker: { kind: "sticker", maxBytes: 50 * megabyte },
};

type Fields = Readonly<Record<string, unknown>>;
type Send = (form: Form, world: World) => WireMessage | readonly WireMessage[];

/** The methods that make messages. Each checks everything before it changes anything. */
export const sendingMethods: Readonly<Record<string, Send>> = {
  sendMessage: (form, world) => one(form, world, textFields(form)),
  sendPhoto: (form, world) => oneFile(form, world, "photo"),
  sendVideo: (form, world) => oneFile(form, world, "video"),
  sendAnimation: (form, world) => oneFile(form, world, "animation"),
  sendAudio: (form, world) => oneFile(form, world, "audio"),
  sendVoice: (form, world) => oneFile(form, world, "voice"),
  sendDocument: (form, world) => oneFile(form, world, "document"),
  sendSticker: (form, world) => oneFile(form, world, "sticker"),
  sendMediaGroup: album,
  sendLocation: (form, world) => one(form, world, { location: locationIn(form) }),
  sendVenue: (form, world) => {
    const location = locationIn(form);
    const [title, address] = [required(form, "title"), required(form, "address")];
    return one(form, world, { location, venue: { location, title, address } });
  },
  sendContact: (form, world) => {
    const [phone_number, first_name] = [
      required(form, "phone_number"),
      required(form, "first_name"),
    ];
    const vcard = form.text("vcard");
    const card = { phone_number, first_name };
    return one(form, world, { contact: vcard === undefined ? card : { ...card, vcard } });
  },
  sendPoll: (form, world) => one(form, world, { poll: pollIn(form) }),
};

export function textFields(form: Form): Fields {
  const text = form.text("text") ?? "";
  if (text.trim() === "") throw badRequest("message text is empty");
  const entities = form.list("entities") as readonly WireEntity[];
  checkText(text, entities, 4096, "message is too long");
  return { text, ...(entities.length === 0 ? {} : { entities }) };
}

export function captionFields(
  caption: string | undefined,
  entities: readonly WireEntity[],
): Fields {
  if (caption === undefined) return {};
  checkText(caption, entities, 1024, "message caption is too long");
  return { caption, ...(entities.length === 0 ? {} : { caption_entities: entities }) };
}

/** The file's field of a message. A file that was uploaded before is named by its id. */
export function fileFields(field: string, file: UploadedFile | undefined, world: World): Fields {
  const limits = media[field];
  if (limits === undefined) throw badRequest(`unknown media ${field}`);
  if (file === undefined) throw badRequest(`there is no ${field} in the request`);
  if (file.bytes.byteLength === 0) throw badRequest("file must be non-empty");
  if (file.bytes.byteLength > limits.maxBytes) {
    if (limits.kind === "image") throw badRequest("file is too big");
    throw new Refusal(413, "Request Entity Too Large");
  }
  return mediaFields({ kind: limits.kind, ...file }, world);
}

function oneFile(form: Form, world: World, field: string): WireMessage {
  const caption = captionFields(
    form.text("caption"),
    form.list("caption_entities") as readonly WireEntity[],
  );
  destination(form, world);
  return one(form, world, { ...fileFields(field, form.file(field), world), ...caption });
}

interface AlbumItem {
  readonly type: string;
  readonly media: string;
  readonly caption?: string;
  readonly caption_entities?: readonly WireEntity[];
}

function album(form: Form, world: World): readonly WireMessage[] {
  const items = form.list("media") as readonly AlbumItem[];
  if (items.length < 2 || items.length > 10) {
    throw badRequest("group must include 2 to 10 items");
  }
  const types = new Set(items.map(({ type }) => type));
  const mixed = types.size > 1 && (types.has("audio") || types.has("document"));
  if (mixed || types.has("animation")) throw badRequest("these media can't be in one album");
  destination(form, world);
  const contents = items.map((item) => ({
    ...fileFields(item.type, form.file(item.media), world),
    ...captionFields(item.caption, item.caption_entities ?? []),
  }));
  const media_group_id = `1388${world.sent.length + 1}`;
  return contents.map((content) => one(form, world, { ...content, media_group_id }));
}

function locationIn(form: Form): { readonly latitude: number; readonly longitude: number } {
  const [latitude, longitude] = [form.number("latitude"), form.number("longitude")];
  if (latitude === undefined || longitude === undefined) throw badRequest("location is empty");
  if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) throw badRequest("wrong location");
  return { latitude, longitude };
}

function pollIn(form: Form): Fields {
  const question = required(form, "question");
  const options = form.list("options") as readonly { readonly text: string }[];
  if (question.length > 300) throw badRequest("poll question length must not exceed 300");
  if (options.length < 2) throw badRequest("poll must have at least 2 option");
  if (options.length > 12) throw badRequest("poll can't have more than 12 options");
  if (options.some(({ text }) => text.length === 0 || text.length > 100)) {
    throw badRequest("poll options length must be from 1 to 100");
  }
  return { question, options, allows_multiple_answers: form.flag("allows_multiple_answers") };
}

function required(form: Form, name: string): string {
  const value = form.text(name);
  if (value === undefined || value === "") throw badRequest(`${name} is empty`);
  return value;
}

function destination(form: Form, world: World): ChatRoom {
  return world.room(form.text("chat_id"), form.text("business_connection_id"));
}

function one(form: Form, world: World, content: Fields): WireMessage {
  const room = destination(form, world);
  const answered = answeredIn(form, room);
  const thread = form.number("message_thread_id");
  const message = world.post(room, {
    from: world.bot,
    ...content,
    ...(thread === undefined ? {} : { message_thread_id: thread, is_topic_message: true }),
    ...(answered === undefined ? {} : { reply_to_message: answered }),
  });
  world.recordSent(room, {
    conversationId: String(room.chat.id),
    messageId: String(message.message_id),
    parts: partsOf(message, world),
    ...(answered === undefined ? {} : { replyToMessageId: String(answered.message_id) }),
    edited: false,
    deleted: false,
    reactions: [],
  });
  return message;
}

interface ReplyParameters {
  readonly message_id?: number;
  readonly allow_sending_without_reply?: boolean;
}

function answeredIn(form: Form, room: ChatRoom): WireMessage | undefined {
  const reply = form.json("reply_parameters") as ReplyParameters | undefined;
  if (reply?.message_id === undefined) return undefined;
  const found = room.messages.get(reply.message_id);
  if (found === undefined && reply.allow_sending_without_reply !== true) {
    throw badRequest("message to be replied not found");
  }
  if (found === undefined) return undefined;
  const { reply_to_message: _, ...bare } = found;
  return bare;
}
