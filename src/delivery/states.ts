import type { DeliveriesTable } from "../db/schema/deliveries.ts";

export type DeliveryState = DeliveriesTable["state"];

/** States only move up. `failed` and `unknown` end a delivery; proof from the platform may still lift `unknown`. */
const rank: Readonly<Record<DeliveryState, number>> = {
  queued: 0,
  sending: 1,
  unknown: 2,
  accepted: 3,
  failed: 3.5,
  sent: 4,
  delivered: 5,
  read: 6,
};

/** May a delivery in state `from` be said to be `to` by the platform? */
export function rises(from: DeliveryState, to: DeliveryState): boolean {
  return rank[to] > rank[from];
}
