import type { Queries, Writes } from "../db/database.ts";

export async function insertSetupToken(trx: Writes, tokenHash: string, at: number): Promise<void> {
  await trx.insertInto("setup_tokens").values({ token_hash: tokenHash, created_at: at }).execute();
}

export async function deleteSetupTokensBefore(trx: Writes, at: number): Promise<void> {
  await trx.deleteFrom("setup_tokens").where("created_at", "<", at).execute();
}

export async function knowsSetupToken(
  db: Queries,
  tokenHash: string,
  notBefore: number,
): Promise<boolean> {
  const row = await db
    .selectFrom("setup_tokens")
    .select("token_hash")
    .where("token_hash", "=", tokenHash)
    .where("created_at", ">=", notBefore)
    .executeTakeFirst();
  return row !== undefined;
}

/** True for exactly one caller: the row is deleted, and waits for whoever else deletes it. */
export async function takeSetupToken(
  trx: Writes,
  tokenHash: string,
  notBefore: number,
): Promise<boolean> {
  const result = await trx
    .deleteFrom("setup_tokens")
    .where("token_hash", "=", tokenHash)
    .where("created_at", ">=", notBefore)
    .executeTakeFirst();
  return Number(result.numDeletedRows) === 1;
}

export async function deleteAllSetupTokens(trx: Writes): Promise<void> {
  await trx.deleteFrom("setup_tokens").execute();
}
