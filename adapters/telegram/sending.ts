import { ChannelError } from "switchboard/adapter";
import type { MessageRef, OutboundMedia, Part, SendRequest, SendResult } from "switchboard/adapter";
import { limits } from "./capabilities.ts";
import type { Call, Message, TelegramClient } from "./client.ts";
import { toEntities } from "./entities.ts";
import { inputMedia, refuseMedia } from "./outbound-media.ts";
import { planSend } from "./outbound.ts";
import { businessConnectionOf, messageIdOf, targetOf } from "./references.ts";

/**
 * Sends what the request plans, call by call. When a later call fails, the outcome of the whole is unknown even if
 * that call was certainly refused: the first pieces have arrived, and doing it all again would double them. The message
 * says how many did, so that the agent can send the rest.
 */
export async function sendAll(
  client: TelegramClient,
  request: SendRequest,
  signal: AbortSignal,
): Promise<SendResult> {
  const { calls, degraded } = planSend(request);
  const sent: Message[] = [];
  for (const [done, call] of calls.entries()) {
    try {
      sent.push(...messagesIn(await client.call(call, signal)));
    } catch (error) {
      throw done === 0 ? error : partlySent(ChannelError.from(error), done, calls.length);
    }
  }
  const [first] = sent;
  const connection = businessConnectionOf(request.replyContext);
  const unquoted = request.replyTo !== undefined && first?.reply_to_message === undefined;
  const notes = [...degraded, ...(unquoted ? ["Sent without quoting the message answered."] : [])];
  return {
    messageIds: sent.map((message) => messageIdOf(message.message_id, connection)),
    level: "sent",
    ...(first === undefined ? {} : { sentAt: new Date(first.date * 1000) }),
    ...(notes.length === 0 ? {} : { degraded: notes }),
  };
}

function messagesIn(result: Message | readonly Message[]): readonly Message[] {
  const messages = Array.isArray(result) ? (result as readonly Message[]) : [result as Message];
  const whole = messages.length > 0 && messages.every((message) => isMessage(message));
  if (whole) return messages;
  throw new ChannelError({
    code: "protocol",
    outcome: "unknown",
    message: "Telegram took the message but didn't say which number it has.",
  });
}

function isMessage(value: unknown): boolean {
  return typeof value === "object" && value !== null && "message_id" in value;
}

function partlySent(error: ChannelError, done: number, of: number): ChannelError {
  return new ChannelError({
    code: error.code,
    outcome: "unknown",
    message: `${done} of ${of} pieces arrived, then: ${error.message}`,
    cause: error,
    // Not `migratedTo`: the hub would send everything again there.
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
  });
}

type EditCall = Call<"editMessageText" | "editMessageCaption" | "editMessageMedia">;

/** Calls to try in order: a text may be a text message's or a caption. Pure. @throws ChannelError, `not-sent`. */
export function planEdit(
  target: MessageRef,
  parts: readonly Part<OutboundMedia>[],
): readonly EditCall[] {
  const [part, ...others] = parts;
  const to = targetOf(target);
  if (part === undefined || others.length > 0) {
    throw refused("unsupported", "Telegram changes one message at a time.");
  }
  if (part.type === "text") {
    const { text } = part.text;
    if (text.length > limits.text) {
      throw refused(
        "content-rejected",
        `A message has at most ${limits.text} letters on Telegram.`,
      );
    }
    const entities = toEntities(part.text);
    const asText: EditCall = { method: "editMessageText", params: { ...to, text, entities } };
    if (text.length > limits.caption) return [asText];
    const params = { ...to, caption: text, caption_entities: entities };
    return [asText, { method: "editMessageCaption", params }];
  }
  if (part.type === "media" && part.kind !== "voice" && part.kind !== "sticker") {
    refuseMedia(part);
    if ((part.caption?.text.length ?? 0) > limits.caption) {
      throw refused("content-rejected", `A caption has at most ${limits.caption} letters.`);
    }
    return [{ method: "editMessageMedia", params: { ...to, media: inputMedia(part) } }];
  }
  throw refused("unsupported", "Telegram can't change a message into that.");
}

/** Pure. @throws ChannelError, `not-sent`. */
export function planReaction(
  target: MessageRef,
  emojis: readonly string[],
): Call<"setMessageReaction"> {
  const { business_connection_id, ...to } = targetOf(target);
  if (business_connection_id !== undefined) {
    throw refused("unsupported", "Telegram has no reactions for Business accounts' bots.");
  }
  if (emojis.length > limits.reactions) {
    throw refused("unsupported", "A bot may have one reaction on a message.");
  }
  // Telegram's list has no variation selectors: https://core.telegram.org/bots/api#reactiontypeemoji
  const reaction = emojis.map((emoji) => ({
    type: "emoji",
    emoji: emoji.replaceAll("\uFE0F", ""),
  }));
  return { method: "setMessageReaction", params: { ...to, reaction } };
}

function refused(code: "unsupported" | "content-rejected", message: string): ChannelError {
  return new ChannelError({ code, outcome: "not-sent", message });
}
