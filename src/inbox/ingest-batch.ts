import type { Incoming } from "./incoming.ts";
import { isCustomerMessage } from "./incoming.ts";
import { insertJournal, journalledKeys } from "./journal-store.ts";
import { applyChange } from "./apply-change.ts";
import type { BatchContext } from "./batch-context.ts";
import { storeMessages } from "./store-messages.ts";

/** Journals and applies events in their order, inside one transaction. */
export async function applyBatch(
  context: BatchContext,
  incoming: readonly Incoming[],
): Promise<void> {
  let fresh = incoming;
  if (context.careful) {
    const journalled = await journalledKeys(context.trx, incoming);
    fresh = incoming.filter(({ key }) => !journalled.has(key));
  }
  await insertJournal(context.trx, fresh, context.now);
  await applyEvents(context, fresh);
}

/** Applies events whose journal rows are there: also those that are replayed after a fix. */
export async function applyEvents(
  context: BatchContext,
  incoming: readonly Incoming[],
): Promise<void> {
  let index = 0;
  while (index < incoming.length) {
    const rest = incoming.slice(index);
    const until = rest.findIndex((one) => !isCustomerMessage(one));
    const messages = (until === -1 ? rest : rest.slice(0, until)).filter(isCustomerMessage);
    const [next] = rest;
    if (messages.length > 0) await storeMessages(context, messages);
    else if (next !== undefined) await applyChange(context, next);
    index += Math.max(1, messages.length);
  }
}
