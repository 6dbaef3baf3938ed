import type { WhatsAppClient } from "./client.ts";
import { chatsSince, messagesSince } from "./page.ts";
import type { WebEvent, WebMessage } from "./web.ts";

/** Messages may be changed for so long after they were sent: those of before are looked at again. */
const changesSeconds = 15 * 60;
/** What was stored last may not have been all of that moment. */
const overlapSeconds = 5 * 60;
const mostPerChat = 1000;
const mostChats = 1000;

/** What happened since `t` (seconds), in order. `known` were stored already. */
export async function missedSince(
  client: WhatsAppClient,
  { t, ids }: { readonly t: number; readonly ids: readonly string[] },
): Promise<readonly WebEvent[]> {
  const since = Math.max(0, t - overlapSeconds);
  const known = new Set(ids);
  const messages = await messagesOf(client, Math.max(0, since - changesSeconds));
  return messages.flatMap((message) => {
    const isNew = message.t >= since && !known.has(message.id.id);
    return [
      ...(isNew ? [{ type: "message", message } as const] : []),
      ...changesOf(message, since * 1000, isNew),
    ];
  });
}

/** All messages from `since` on, over all chats, in order of their time. */
export async function messagesOf(
  client: WhatsAppClient,
  since: number,
  only?: readonly string[],
): Promise<readonly WebMessage[]> {
  const chats = only ?? (await client.evaluate(chatsSince, since)).slice(-mostChats);
  const messages: WebMessage[] = [];
  for (const chat of chats) {
    messages.push(...(await client.evaluate(messagesSince, { chat, since, most: mostPerChat })));
  }
  return messages.toSorted((a, b) => a.t - b.t);
}

function changesOf(message: WebMessage, sinceMs: number, isNew: boolean): readonly WebEvent[] {
  const { type, ack = 0, latestEditSenderTimestampMs: editedAt = 0 } = message;
  if (type === "revoked") return [{ type: "revoke", message }];
  if (message.id.fromMe) return ack >= 2 ? [{ type: "ack", message, ack }] : [];
  return !isNew && editedAt >= sinceMs ? [{ type: "edit", message }] : [];
}
