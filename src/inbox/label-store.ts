import { uuidv7 } from "uuidv7";
import type { Queries, Writes } from "../db/database.ts";
import { isMysql } from "../db/dialect.ts";
import type { LabelsTable } from "../db/schema/labels.ts";

export async function allLabels(db: Queries): Promise<readonly LabelsTable[]> {
  return await db.selectFrom("labels").selectAll().orderBy("name").execute();
}

/** Locked until the end of the transaction: whoever puts it on a conversation meanwhile waits. */
export async function lockLabel(trx: Writes, id: string): Promise<LabelsTable | undefined> {
  const query = trx.selectFrom("labels").selectAll().where("id", "=", id);
  return await (isMysql(trx) ? query.forUpdate() : query).executeTakeFirst();
}

export async function insertLabel(trx: Writes, row: LabelsTable): Promise<void> {
  await trx.insertInto("labels").values(row).execute();
}

/**
 * Labels that a conversation is given: they stay what they are until the end of the transaction. Those that nobody had
 * used before are in the list from now on, and in the answer.
 */
export async function rememberLabels(
  trx: Writes,
  names: readonly string[],
): Promise<readonly LabelsTable[]> {
  if (names.length === 0) return [];
  const query = trx
    .selectFrom("labels")
    .select("name")
    .where("name", "in", [...names])
    .orderBy("name");
  const rows = await (isMysql(trx) ? query.forUpdate() : query).execute();
  const known = new Set(rows.map(({ name }) => name));
  const fresh: LabelsTable[] = [];
  for (const name of names) {
    if (known.has(name)) continue;
    const row = { id: uuidv7(), name, colour: "grey", description: "" };
    // Somebody else may come first with the same one.
    const insert = trx.insertInto("labels").values(row);
    const { numInsertedOrUpdatedRows } = await (
      isMysql(trx) ? insert.ignore() : insert.onConflict((oc) => oc.doNothing())
    ).executeTakeFirst();
    if (numInsertedOrUpdatedRows === 1n) fresh.push(row);
  }
  return fresh;
}

export async function updateLabel(trx: Writes, { id, ...change }: LabelsTable): Promise<void> {
  await trx.updateTable("labels").set(change).where("id", "=", id).execute();
}

/** On the conversations that have it. */
export async function renameLabel(trx: Writes, from: string, to: string): Promise<void> {
  await trx
    .updateTable("conversation_labels")
    .set({ label: to })
    .where("label", "=", from)
    .execute();
}

/** Also from the conversations that have it. */
export async function deleteLabel(trx: Writes, { id, name }: LabelsTable): Promise<void> {
  await trx.deleteFrom("conversation_labels").where("label", "=", name).execute();
  await trx.deleteFrom("labels").where("id", "=", id).execute();
}
