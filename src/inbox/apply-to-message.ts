import { updateMessage } from "./message-store.ts";
import type { ChangeContext } from "./batch-context.ts";
import { boundEarlyChanges, targetOrKeep } from "./keep-early.ts";
import { type EventOf, noteMessageChange } from "./message-target.ts";
import { cleanName } from "./normalise.ts";

/** The customer took a message back: agents see that there was one. What it said stays in the journal alone. */
export async function applyDeletion(
  context: ChangeContext,
  channelId: string,
  event: EventOf<"message-deleted">,
): Promise<void> {
  const row = await targetOrKeep(context, channelId, event.target, event);
  if (row === undefined) return await boundEarlyChanges(context, channelId);
  if (row.deleted_at !== null) return;
  await updateMessage(context.trx, row.id, { deleted_at: event.at.getTime() });
  const preview = { direction: row.direction, kind: "deleted", text: "" };
  await noteMessageChange(context, row, { change: "deleted", by: "customer", preview });
}

/** Everybody's whole set, by the actor's id, as stored in `messages.reactions`. */
export type StoredReactions = Readonly<
  Record<string, { readonly name: string; readonly emojis: readonly string[]; readonly at: number }>
>;

/** An older set than stored is no change. */
export async function applyReactions(
  context: ChangeContext,
  channelId: string,
  event: EventOf<"reactions">,
): Promise<void> {
  const row = await targetOrKeep(context, channelId, event.target, event);
  if (row === undefined) return await boundEarlyChanges(context, channelId);
  const { actor, emojis } = event;
  const at = event.at.getTime();
  const sets = new Map(Object.entries(JSON.parse(row.reactions ?? "{}") as StoredReactions));
  const before = sets.get(actor.id);
  if (before !== undefined && before.at > at) return;
  sets.set(actor.id, { name: cleanName(actor.name ?? actor.id), emojis, at });
  await updateMessage(context.trx, row.id, {
    reactions: JSON.stringify(Object.fromEntries(sets)),
  });
  await noteMessageChange(context, row, { change: "reactions", by: "customer" });
}
