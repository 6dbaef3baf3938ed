import type { Queries, Writes } from "../db/database.ts";
import { isMysql } from "../db/dialect.ts";
import type { HubSettingsTable } from "../db/schema/hub-settings.ts";

/** What holds until somebody decides. */
const undecided: HubSettingsTable = {
  id: "hub",
  name: "",
  time_zone: "UTC",
  locale: "en",
  hours: "[]",
  are_hours_set: 0,
  is_setup_closed: 0,
};

export async function readHubSettings(db: Queries): Promise<HubSettingsTable> {
  return (await db.selectFrom("hub_settings").selectAll().executeTakeFirst()) ?? undecided;
}

/** The row, for whoever changes it: locked, and made where nobody has decided anything yet. */
export async function lockHubSettings(trx: Writes): Promise<HubSettingsTable> {
  const insert = trx.insertInto("hub_settings").values(undecided);
  await (isMysql(trx) ? insert.ignore() : insert.onConflict((oc) => oc.doNothing())).execute();
  const query = trx.selectFrom("hub_settings").selectAll();
  return await (isMysql(trx) ? query.forUpdate() : query).executeTakeFirstOrThrow();
}

export async function updateHubSettings(trx: Writes, row: HubSettingsTable): Promise<void> {
  await trx.updateTable("hub_settings").set(row).where("id", "=", row.id).execute();
}

/** Whether anything was ever sent to a customer. */
export async function hasAnswered(db: Queries): Promise<boolean> {
  const row = await db.selectFrom("deliveries").select("id").limit(1).executeTakeFirst();
  return row !== undefined;
}
