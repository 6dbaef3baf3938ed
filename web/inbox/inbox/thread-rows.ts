import type { Conversation, Message } from "../api/schema.ts";
import type { Outgoing } from "./outgoing.ts";

/** A line of the thread. */
export type ThreadRow =
  | { readonly kind: "day"; readonly key: string; readonly at: string }
  | { readonly kind: "new"; readonly key: string }
  | {
      readonly kind: "message";
      readonly key: string;
      readonly message: Message;
      /** The line above is by the same person, a moment before. */
      readonly continues: boolean;
    }
  | { readonly kind: "outgoing"; readonly key: string; readonly outgoing: Outgoing };

const momentMs = 60_000;

interface Parts {
  readonly messages: readonly Message[];
  /** There is more before them. */
  readonly hasOlder: boolean;
  readonly outgoing: readonly Outgoing[];
  readonly firstNewId: string | undefined;
}

export function threadRows(parts: Parts): readonly ThreadRow[] {
  const { messages, hasOlder, outgoing, firstNewId } = parts;
  const rows: ThreadRow[] = [];
  // The oldest waits for the one before it, which decides how it looks: no line may change when older ones come.
  let before = hasOlder ? messages[0] : undefined;
  for (const message of hasOlder ? messages.slice(1) : messages) {
    if (before === undefined || dayOf(before) !== dayOf(message)) {
      rows.push({ kind: "day", key: `day-${message.id}`, at: message.sentAt });
    }
    if (message.id === firstNewId) rows.push({ kind: "new", key: "new" });
    const continues = rows.at(-1)?.kind === "message" && isSameBreath(before, message);
    rows.push(messageRow(message, continues));
    before = message;
  }
  for (const one of outgoing) rows.push({ kind: "outgoing", key: one.key, outgoing: one });
  return rows;
}

type MessageRow = Extract<ThreadRow, { kind: "message" }>;

/** The same row for the same message, so that it is drawn once. */
const drawn = new WeakMap<Message, MessageRow>();

function messageRow(message: Message, continues: boolean): MessageRow {
  const before = drawn.get(message);
  if (before?.continues === continues) return before;
  const row = { kind: "message" as const, key: message.id, message, continues };
  drawn.set(message, row);
  return row;
}

function dayOf({ sentAt }: Message): string {
  return new Date(sentAt).toDateString();
}

function isSameBreath(before: Message | undefined, message: Message): boolean {
  return (
    before !== undefined &&
    before.direction === message.direction &&
    before.author.name === message.author.name &&
    before.author.id === message.author.id &&
    Date.parse(message.sentAt) - Date.parse(before.sentAt) < momentMs
  );
}

/** The first of what came since it was last read. */
export function firstUnread(
  messages: readonly Message[],
  { unreadCount }: Conversation,
): string | undefined {
  if (unreadCount === 0) return undefined;
  const inbound = messages.filter(({ direction }) => direction === "inbound");
  return inbound.at(-Math.min(unreadCount, inbound.length))?.id;
}
