import type { Queries, Writes } from "../db/database.ts";
import type { IdempotencyKeysTable } from "../db/schema/idempotency-keys.ts";

export async function findIdempotencyKey(
  db: Queries,
  actor: string,
  key: string,
): Promise<IdempotencyKeysTable | undefined> {
  return await db
    .selectFrom("idempotency_keys")
    .selectAll()
    .where("actor", "=", actor)
    .where("key", "=", key)
    .executeTakeFirst();
}

/** Fails with a duplicate error when a request with that key was quicker. */
export async function insertIdempotencyKey(trx: Writes, row: IdempotencyKeysTable): Promise<void> {
  await trx.insertInto("idempotency_keys").values(row).execute();
}

export async function deleteIdempotencyKeysBefore(trx: Writes, time: number): Promise<void> {
  await trx.deleteFrom("idempotency_keys").where("created_at", "<", time).execute();
}
