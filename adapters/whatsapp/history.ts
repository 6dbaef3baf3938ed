import type { ConversationRef, HistoryPage } from "switchboard/adapter";
import { messagesOf } from "./catch-up.ts";
import type { Connection } from "./connection.ts";
import { eventsOf } from "./inbound.ts";
import { chatsSince } from "./page.ts";

/** A page ends with the chat that brings it here. */
const enough = 500;

/** What WhatsApp Web has of the time after `after`, some chats at a time. `page` is the number of the next chat. */
export async function historyPage(
  connection: Connection,
  wanted: {
    readonly conversation: ConversationRef | undefined;
    readonly after: Date;
    readonly page: string | undefined;
  },
  now: Date,
): Promise<HistoryPage> {
  const client = connection.usable();
  const since = Math.floor(wanted.after.getTime() / 1000);
  const { people, intake } = connection;
  const chats =
    wanted.conversation === undefined
      ? await client.evaluate(chatsSince, since)
      : people.all(wanted.conversation.id);
  const first = Number(wanted.page ?? 0);
  const events: HistoryPage["events"][number][] = [];
  let next = first;
  while (next < chats.length && events.length < enough) {
    const messages = await messagesOf(client, since, chats.slice(next, next + 1));
    const context = {
      people,
      self: people.canonical(client.self().id),
      liveSince: now,
      now,
      clientMessageId: () => undefined,
    };
    const wantedOnes = messages.filter(
      ({ id, ack = 0 }) => !intake.isOurs(id.id) && (!id.fromMe || ack >= 1),
    );
    for (const message of wantedOnes) {
      const found = eventsOf({ type: "message", message }, context);
      events.push(...found.map((event) => ({ ...event, origin: "catch-up" as const })));
    }
    next += 1;
  }
  return next < chats.length ? { events, next: String(next) } : { events };
}
