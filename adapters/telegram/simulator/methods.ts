import { partsOf } from "./content.ts";
import type { Form } from "./form.ts";
import { captionFields, fileFields, sendingMethods, textFields } from "./sending-methods.ts";
import type { UpdateQueue } from "./update-queue.ts";
import type { WebhookSender } from "./webhook-sender.ts";
import { badRequest, Refusal } from "./wire.ts";
import type { WireEntity, WireMessage } from "./wire.ts";
import type { ChatRoom, World } from "./world.ts";

export interface Server {
  readonly world: World;
  readonly queue: UpdateQueue;
  readonly webhook: WebhookSender;
}

type Method = (form: Form, server: Server, gone: AbortSignal) => unknown;

/** What the bot may call; anything else is answered with 404. */
export const methods: Readonly<Record<string, Method>> = {
  ...Object.fromEntries(
    Object.entries(sendingMethods).map(([name, send]) => [
      name,
      (form: Form, { world }: Server) => send(form, world),
    ]),
  ),
  getMe: (_form, { world }) => world.bot,
  getUpdates,
  setWebhook,
  deleteWebhook: (form, { queue, webhook }) => {
    webhook.clear();
    if (form.flag("drop_pending_updates")) queue.drop();
    return true;
  },
  getWebhookInfo: (_form, { webhook }) => webhook.info(),
  getChat: (form, { world }) => world.room(form.text("chat_id")).chat,
  getFile,
  editMessageText: (form, { world }) => edit(form, world, textFields(form), "text"),
  editMessageCaption: (form, { world }) => {
    const entities = form.list("caption_entities") as readonly WireEntity[];
    return edit(form, world, captionFields(form.text("caption") ?? "", entities), "caption");
  },
  editMessageMedia: (form, { world }) => {
    const item = form.json("media") as {
      readonly type: string;
      readonly media: string;
      readonly caption?: string;
      readonly caption_entities?: readonly WireEntity[];
    };
    const file = fileFields(item.type, form.file(item.media), world);
    const caption = captionFields(item.caption, item.caption_entities ?? []);
    return edit(form, world, { ...file, ...caption }, "media");
  },
  deleteMessage: (form, { world }) =>
    remove(destination(form, world), form.number("message_id"), world),
  deleteMessages: (form, { world }) => {
    const room = destination(form, world);
    for (const id of form.list("message_ids") as readonly number[]) remove(room, id, world);
    return true;
  },
  deleteBusinessMessages: (form, { world }) => {
    const rooms = world.roomsOf(form.text("business_connection_id"));
    for (const id of form.list("message_ids") as readonly number[]) {
      const room = rooms.find(({ messages }) => messages.has(id));
      if (room === undefined) throw badRequest("message to delete not found");
      remove(room, id, world);
    }
    return true;
  },
  setMessageReaction,
  sendChatAction: (form, { world }) => {
    const { chat } = destination(form, world);
    world.signals.push({ type: "typing", conversationId: String(chat.id) });
    world.changed();
    return true;
  },
  readBusinessMessage: (form, { world }) => {
    if (!form.has("business_connection_id")) throw badRequest("BUSINESS_CONNECTION_INVALID");
    const room = destination(form, world);
    const id = form.number("message_id") ?? 0;
    if (!room.messages.has(id)) throw badRequest("message not found");
    world.signals.push({ type: "read", conversationId: String(room.chat.id) });
    world.changed();
    return true;
  },
  answerCallbackQuery: (form, { world }) => {
    const id = form.text("callback_query_id");
    if (id === undefined)
      throw badRequest("query is too old and response timeout expired or query ID is invalid");
    world.answeredCallbacks.push(id);
    world.changed();
    return true;
  },
  logOut: () => true,
  close: () => true,
};

function getUpdates(form: Form, { queue, webhook }: Server, gone: AbortSignal): Promise<unknown> {
  if (webhook.target !== undefined) {
    throw new Refusal(
      409,
      "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    );
  }
  if (form.json("allowed_updates") !== undefined) queue.allow(form.strings("allowed_updates"));
  return queue.poll(
    {
      offset: form.number("offset") ?? 0,
      limit: form.number("limit") ?? 100,
      timeoutMs: (form.number("timeout") ?? 0) * 1000,
    },
    gone,
  );
}

function setWebhook(form: Form, { queue, webhook }: Server): boolean {
  const url = form.text("url") ?? "";
  if (form.flag("drop_pending_updates")) queue.drop();
  if (form.json("allowed_updates") !== undefined) queue.allow(form.strings("allowed_updates"));
  if (url === "") {
    webhook.clear();
    return true;
  }
  const secret = form.text("secret_token");
  webhook.set({
    url,
    maxConnections: form.number("max_connections") ?? 40,
    ...(secret === undefined ? {} : { secret }),
  });
  queue.interrupt(new Refusal(409, "Conflict: terminated by setWebhook request"));
  return true;
}

/** https://core.telegram.org/bots/api#getfile: 20 MB at most. */
function getFile(form: Form, { world }: Server): object {
  const file_id = form.text("file_id") ?? "";
  const file = world.file(file_id);
  if (file === undefined) throw badRequest("wrong file_id or the file is temporarily unavailable");
  const file_size = file.bytes.byteLength;
  if (file_size > 20 * 1024 * 1024) throw badRequest("file is too big");
  return { file_id, file_unique_id: file_id.slice(-8), file_size, file_path: `files/${file_id}` };
}

function destination(form: Form, world: World): ChatRoom {
  return world.room(form.text("chat_id"), form.text("business_connection_id"));
}

function edit(
  form: Form,
  world: World,
  content: Readonly<Record<string, unknown>>,
  what: "text" | "caption" | "media",
): WireMessage {
  const room = destination(form, world);
  const id = form.number("message_id") ?? 0;
  const before = room.messages.get(id);
  if (before === undefined) throw badRequest("message to edit not found");
  if (!world.wasSent(room, id)) throw badRequest("message can't be edited");
  if (what === "text" && before.text === undefined) {
    throw badRequest("there is no text in the message to edit");
  }
  if (what === "caption" && before.text !== undefined) {
    throw badRequest("there is no caption in the message to edit");
  }
  const { entities: _, caption_entities: __, ...kept } = before;
  const after = { ...kept, ...content, edit_date: Math.floor(Date.now() / 1000) } as WireMessage;
  const { edit_date: ___, ...old } = before as WireMessage & { edit_date?: number };
  const { edit_date: ____, ...fresh } = after as WireMessage & { edit_date?: number };
  if (JSON.stringify(old) === JSON.stringify(fresh)) {
    throw badRequest("message is not modified: specified new message content is exactly the same");
  }
  room.messages.set(id, after);
  world.changeSent(room, id, { parts: partsOf(after, world), edited: true });
  return after;
}

/** Marked in what was sent; a customer's message just goes. */
function remove(room: ChatRoom, id: number | undefined, world: World): true {
  if (id === undefined || !room.messages.delete(id)) {
    throw badRequest("message to delete not found");
  }
  world.changeSent(room, id, { deleted: true });
  return true;
}

function setMessageReaction(form: Form, { world }: Server): true {
  const room = destination(form, world);
  const id = form.number("message_id") ?? 0;
  if (!room.messages.has(id)) throw badRequest("message to react not found");
  const given = form.list("reaction") as readonly { readonly emoji?: string }[];
  const reactions = given.map(({ emoji = "" }) => emoji);
  if (reactions.length > 1) throw badRequest("REACTIONS_TOO_MANY");
  // Telegram's list has no variation selectors: https://core.telegram.org/bots/api#reactiontypeemoji
  if (reactions.some((emoji) => emoji === "" || emoji.includes("\uFE0F"))) {
    throw badRequest("REACTION_INVALID");
  }
  world.changeSent(room, id, { reactions });
  world.changed();
  return true;
}
