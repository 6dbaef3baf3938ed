import { uuidv7 } from "uuidv7";
import type { Queries, Writes } from "../db/database.ts";
import { insertRows } from "../db/insert-rows.ts";
import type { DeliveryStepsTable } from "../db/schema/delivery-steps.ts";

/** Remembers a state that a delivery has come to: the delivery itself knows only the last one. */
export async function insertStep(trx: Writes, step: Omit<DeliveryStepsTable, "id">): Promise<void> {
  await insertRows(trx, "delivery_steps", [{ ...step, id: uuidv7() }]);
}

/** Of all deliveries of a message, in their order. */
export async function stepsOf(
  db: Queries,
  messageId: string,
): Promise<readonly DeliveryStepsTable[]> {
  return await db
    .selectFrom("delivery_steps")
    .selectAll()
    .where("message_id", "=", messageId)
    .orderBy("id")
    .execute();
}
