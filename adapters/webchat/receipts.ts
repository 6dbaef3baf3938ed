import type { DoorParts } from "./door-parts.ts";
import type { Visitor } from "./entries.ts";
import { receiptEvent } from "./inbound.ts";
import type { Mailbox } from "./mailbox.ts";

const levels = { given: "delivered", seen: "read" } as const;

/** Tells the hub which answers the visitor has got or seen by now. The hub first: told twice, it has one key. */
export async function tellSeen(
  { context }: DoorParts,
  mailbox: Mailbox,
  visitor: Visitor,
  what: keyof typeof levels,
  upTo: number,
): Promise<void> {
  const before = mailbox.notes[what];
  const reached = Math.min(upTo, mailbox.last);
  if (reached <= before) return;
  const targets = mailbox
    .after(before, reached - before)
    .flatMap((entry) =>
      entry.type === "message" && entry.message.from === "agent"
        ? [{ conversationId: visitor.id, messageId: entry.message.id }]
        : [],
    );
  if (targets.length === 0) return;
  await context.receive([
    receiptEvent(mailbox.key, levels[what], reached, targets, context.clock.now()),
  ]);
  await mailbox.add(() => (mailbox.notes[what] < reached ? [{ type: what, upTo: reached }] : []));
}
