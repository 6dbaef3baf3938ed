import { lockConversations } from "../inbox/conversation-store.ts";
import { deliveriesUnderWay, lockDelivery } from "./delivery-store.ts";
import type { DispatcherParts } from "./dispatcher-parts.ts";
import { setState } from "./outcome.ts";

/**
 * Finds what stands as `sending` although nobody sends it. A dead holder's sends may have arrived, and nobody can know;
 * a claim of our own that its commit's answer was lost of was never begun.
 */
export async function settleAbandoned(
  { clock, database, events, sessions }: DispatcherParts,
  held: readonly string[],
  begun: ReadonlySet<string>,
): Promise<void> {
  const rows = await deliveriesUnderWay(database.queries, held);
  const abandoned = rows.flatMap((row) => {
    if (begun.has(row.id)) return [];
    if (row.lease_token !== row.channel_token) return [{ row, mayHaveBegun: row.kind === "send" }];
    const isOurClaim = sessions.connected(row.channel_id)?.leaseToken === row.lease_token;
    return isOurClaim ? [{ row, mayHaveBegun: false }] : [];
  });
  if (abandoned.length === 0) return;
  const now = clock.now().getTime();
  await events.write(async (trx, record) => {
    await lockConversations(
      trx,
      abandoned.map(({ row }) => row.conversation_id),
    );
    for (const { row, mayHaveBegun } of abandoned) {
      const current = await lockDelivery(trx, row.id);
      // Its sender has had a word since.
      if (current?.state !== "sending" || current.attempts !== row.attempts) continue;
      await setState({ trx, record, now }, current, mayHaveBegun ? "unknown" : "queued", {
        code: "internal",
        reason: "The hub was stopped while this was being sent.",
        dueAt: now,
      });
    }
  });
}
