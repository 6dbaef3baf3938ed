import type { DeliveriesTable } from "./deliveries.ts";

/** Every state that a delivery has been in. Ids rise with time. */
export interface DeliveryStepsTable {
  message_id: string;
  id: string;
  kind: DeliveriesTable["kind"];
  state: DeliveriesTable["state"];
  code: string | null;
  reason: string | null;
  attempt: number;
  at: number;
}
