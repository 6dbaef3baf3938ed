import type { SimulatedMessage, SimulatedPart } from "switchboard/adapter/testkit";
import { fieldsOf } from "./content.ts";
import type { Server } from "./methods.ts";
import { messageOf } from "./people.ts";
import type { TelegramThread } from "./people.ts";
import { badRequest } from "./wire.ts";
import type { WireChat } from "./wire.ts";
import type { ChatRoom } from "./world.ts";

export function makeGroup({ world }: Server, title: string): TelegramThread {
  const { chat } = world.open({ id: world.groupId(), type: "group", title });
  return { conversationId: String(chat.id), kind: "group" };
}

/** A topic is known by the id of the message that opened it. */
export function openTopic(server: Server, forum: string, name: string): TelegramThread {
  const { world } = server;
  const room = findByTitle(server, forum, "supergroup") ?? openForum(server, forum);
  const opened = [...room.messages.values()].find(
    (message) => (message["forum_topic_created"] as { name?: string } | undefined)?.name === name,
  );
  const topic = opened ?? world.post(room, { forum_topic_created: { name, icon_color: 0 } });
  return {
    conversationId: String(room.chat.id),
    kind: "group",
    threadId: String(topic.message_id),
  };
}

function openForum({ world }: Server, title: string): ChatRoom {
  return world.open({ id: world.supergroupId(), type: "supergroup", title, is_forum: true });
}

/** https://core.telegram.org/bots/api#responseparameters and the two service messages that tell of it. */
export function migrate(server: Server, group: TelegramThread): TelegramThread {
  const { world, queue } = server;
  const old = world.findRoom(group.conversationId);
  if (old === undefined) throw new Error("There is no such group.");
  const { title = "" } = old.chat;
  const room = world.open({ id: world.supergroupId(), type: "supergroup", title });
  old.closed = badRequest("group chat was upgraded to a supergroup chat", {
    migrate_to_chat_id: room.chat.id,
  });
  queue.push({ message: world.post(old, { migrate_to_chat_id: room.chat.id }) });
  queue.push({ message: world.post(room, { migrate_from_chat_id: old.chat.id }) });
  return { conversationId: String(room.chat.id), kind: "group" };
}

export function postInChannel(
  server: Server,
  title: string,
  parts: readonly SimulatedPart[],
): SimulatedMessage {
  const { world, queue } = server;
  const room =
    findByTitle(server, title, "channel") ??
    world.open({ id: world.supergroupId(), type: "channel", title });
  const [part] = parts;
  if (part === undefined) throw new Error("There is nothing to post.");
  const post = world.post(room, { sender_chat: room.chat, ...fieldsOf(part, world) });
  queue.push({ channel_post: post });
  return messageOf(post);
}

function findByTitle(
  { world }: Server,
  title: string,
  type: WireChat["type"],
): ChatRoom | undefined {
  return world.roomsOf(undefined).find(({ chat }) => chat.title === title && chat.type === type);
}
