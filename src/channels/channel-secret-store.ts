import type { Queries, Writes } from "../db/database.ts";
import { isMysql } from "../db/dialect.ts";

/** What a session kept under a name, sealed. */
export async function readSecret(
  db: Queries,
  channelId: string,
  name: string,
): Promise<string | undefined> {
  const row = await db
    .selectFrom("channel_secrets")
    .select("sealed")
    .where("channel_id", "=", channelId)
    .where("name", "=", name)
    .executeTakeFirst();
  return row?.sealed;
}

/** Everything that a channel's sessions kept. */
export async function readSecrets(
  db: Queries,
  channelId: string,
): Promise<readonly { readonly name: string; readonly sealed: string }[]> {
  return await db
    .selectFrom("channel_secrets")
    .select(["name", "sealed"])
    .where("channel_id", "=", channelId)
    .execute();
}

export async function saveSecret(
  trx: Writes,
  channelId: string,
  name: string,
  sealed: string,
): Promise<void> {
  const insert = trx.insertInto("channel_secrets").values({ channel_id: channelId, name, sealed });
  await (
    isMysql(trx)
      ? insert.onDuplicateKeyUpdate({ sealed })
      : insert.onConflict((oc) => oc.columns(["channel_id", "name"]).doUpdateSet({ sealed }))
  ).execute();
}

/** One of them, or all. */
export async function deleteSecrets(trx: Queries, channelId: string, name?: string): Promise<void> {
  const all = trx.deleteFrom("channel_secrets").where("channel_id", "=", channelId);
  await (name === undefined ? all : all.where("name", "=", name)).execute();
}

export async function deleteCursors(trx: Writes, channelId: string): Promise<void> {
  await trx.deleteFrom("channel_cursors").where("channel_id", "=", channelId).execute();
}

/** Holds the channel's row until the commit when the lease is still ours; false when it isn't. */
export async function lockLease(
  trx: Writes,
  channelId: string,
  leaseToken: number,
): Promise<boolean> {
  const query = trx
    .selectFrom("channels")
    .select("id")
    .where("id", "=", channelId)
    .where("lease_token", "=", leaseToken)
    .where("deleted_at", "is", null);
  const row = await (isMysql(trx) ? query.forUpdate() : query).executeTakeFirst();
  return row !== undefined;
}
