import type { Queries, Writes } from "../db/database.ts";
import { isMysql } from "../db/dialect.ts";
import type { DraftsTable } from "../db/schema/drafts.ts";

/** Where a draft is: an agent has one for each conversation and mode. */
export type DraftPlace = Pick<DraftsTable, "agent_id" | "conversation_id" | "mode">;

export async function draftsOf(db: Queries, agentId: string): Promise<readonly DraftsTable[]> {
  return await db.selectFrom("drafts").selectAll().where("agent_id", "=", agentId).execute();
}

export async function findDraft(
  trx: Writes,
  { agent_id, conversation_id, mode }: DraftPlace,
): Promise<DraftsTable | undefined> {
  return await trx
    .selectFrom("drafts")
    .selectAll()
    .where("agent_id", "=", agent_id)
    .where("conversation_id", "=", conversation_id)
    .where("mode", "=", mode)
    .executeTakeFirst();
}

/** In the place of what was there. */
export async function putDraft(trx: Writes, row: DraftsTable): Promise<void> {
  const { id, text, saved_at } = row;
  const change = { id, text, saved_at };
  const insert = trx.insertInto("drafts").values(row);
  await (
    isMysql(trx)
      ? insert.onDuplicateKeyUpdate(change)
      : insert.onConflict((oc) =>
          oc.columns(["agent_id", "conversation_id", "mode"]).doUpdateSet(change),
        )
  ).execute();
}

/** `id`: only if it is that one. */
export async function deleteDraft(trx: Writes, place: DraftPlace, id?: string): Promise<void> {
  let query = trx
    .deleteFrom("drafts")
    .where("agent_id", "=", place.agent_id)
    .where("conversation_id", "=", place.conversation_id)
    .where("mode", "=", place.mode);
  if (id !== undefined) query = query.where("id", "=", id);
  await query.execute();
}

/** Takes drafts along into another conversation; where its agent has begun something there too, that stays. */
export async function moveDrafts(trx: Writes, from: string, into: string): Promise<void> {
  const moving = await trx
    .selectFrom("drafts")
    .selectAll()
    .where("conversation_id", "=", from)
    .execute();
  for (const row of moving) {
    await deleteDraft(trx, row);
    const moved = { ...row, conversation_id: into };
    if ((await findDraft(trx, moved)) === undefined) await putDraft(trx, moved);
  }
}
