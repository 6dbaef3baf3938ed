import { lockConversations } from "../inbox/conversation-store.ts";
import { lockDelivery, orphanedDeliveries } from "./delivery-store.ts";
import type { DispatcherParts } from "./dispatcher-parts.ts";
import { never, setState } from "./outcome.ts";

/** A session has ended long before that, and whoever ran it has written down what it was sending. */
const settledWithinMs = 10 * 60_000;
const atATime = 200;

/** What is left of channels that were deleted: nobody will send it, and agents must see that. */
export async function settleOrphans({ clock, database, events }: DispatcherParts): Promise<void> {
  for (;;) {
    const now = clock.now().getTime();
    const before = now - settledWithinMs;
    const orphans = await orphanedDeliveries(database.queries, before, atATime);
    if (orphans.length === 0) return;
    await events.write(async (trx, record) => {
      await lockConversations(
        trx,
        orphans.map((row) => row.conversation_id),
      );
      for (const { id, state } of orphans) {
        const row = await lockDelivery(trx, id);
        if (row?.state !== state) continue;
        await setState({ trx, record, now }, row, state === "queued" ? "failed" : "unknown", {
          code: "forbidden",
          reason: "The channel was deleted.",
          dueAt: never,
        });
      }
    });
  }
}
