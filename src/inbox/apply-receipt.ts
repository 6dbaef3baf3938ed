import { type DeliveryState, rises } from "../delivery/states.ts";
import { raiseDelivery } from "./delivery-level.ts";
import type { ChangeContext } from "./batch-context.ts";
import { boundEarlyChanges, targetOrKeep } from "./keep-early.ts";
import type { EventOf } from "./message-target.ts";

/** The platform tells how far messages of ours came. Late and repeated receipts change nothing. */
export async function applyReceipt(
  context: ChangeContext,
  channelId: string,
  event: EventOf<"receipt">,
): Promise<void> {
  let isAnyMissing = false;
  for (const target of event.targets) {
    const row = await targetOrKeep(context, channelId, target, event);
    isAnyMissing ||= row === undefined;
    if (row?.direction !== "outbound") continue;
    const state = (row.delivery_state ?? "sent") as DeliveryState;
    if (!rises(state, event.level)) continue;
    await raiseDelivery(context, row, event.level, event.error);
  }
  if (isAnyMissing) await boundEarlyChanges(context, channelId);
}
