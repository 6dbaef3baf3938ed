import type { SessionLog } from "switchboard/adapter";
import type { WechatClient } from "./client.ts";
import type { Contents, Gathered, MessagePayload } from "./payloads.ts";
import { timeBoxed } from "./time-box.ts";

const lookUpMs = 15_000;

/**
 * Looks up all that is needed to read a message. Only its own payload is indispensable: a name or a card that can't be had
 * must not keep the message away. @throws ChannelError when the payload can't be had.
 */
export async function gather(client: WechatClient, id: string, log: SessionLog): Promise<Gathered> {
  const message = await timeBoxed(client.message(id), lookUpMs, "message");
  const optional = async <T>(what: string, call: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await timeBoxed(call(), lookUpMs, what);
    } catch (error) {
      log.info({ error, messageId: id, what }, "Something of a message could not be looked up.");
      return undefined;
    }
  };
  const { talkerId, roomId } = message;
  const [talker, room, contents] = await Promise.all([
    optional("contact", () => client.contact(talkerId)),
    roomId === undefined ? undefined : optional("group", () => client.room(roomId)),
    optional("contents", () => contentsOf(client, message)),
  ]);
  return {
    message,
    contents: contents ?? {},
    ...(talker === undefined ? {} : { talker }),
    ...(room === undefined ? {} : { room }),
  };
}

async function contentsOf(client: WechatClient, { id, kind }: MessagePayload): Promise<Contents> {
  switch (kind) {
    case "contact":
      return { card: await client.cardOf(id) };
    case "location":
      return { location: await client.locationOf(id) };
    case "link":
      return { link: await client.linkOf(id) };
    case "mini-program":
      return { miniProgram: await client.miniProgramOf(id) };
    default:
      return {};
  }
}
