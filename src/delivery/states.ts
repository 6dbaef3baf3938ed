import type { DeliveriesTable } from "../db/schema/deliveries.ts";

export type DeliveryState = DeliveriesTable["state"];

/**
 * States only move up, in whichever order the platform's reports come: `failed` stands above `sent`, because platforms
 * take a message on before they find that it can't be delivered, and below the proof that it was. `unknown` is lifted by
 * any proof.
 */
const rank: Readonly<Record<DeliveryState, number>> = {
  queued: 0,
  sending: 1,
  unknown: 2,
  accepted: 3,
  sent: 4,
  failed: 5,
  delivered: 6,
  read: 7,
};

/** Where a state stands among the others. */
export function rankOf(state: DeliveryState): number {
  return rank[state];
}

/** May a delivery in state `from` be said to be `to` by the platform? */
export function rises(from: DeliveryState, to: DeliveryState): boolean {
  return rank[to] > rank[from];
}
