import { sql } from "kysely";
import type { Database } from "./database.ts";
import { isMysql } from "./dialect.ts";

/** What the database's clock says; that of an embedded one is ours. */
export async function serverTime({ queries }: Database): Promise<Date> {
  if (!isMysql(queries)) return new Date();
  const query = sql<{ now: number }>`select cast(unix_timestamp(now(3)) * 1000 as signed) as now`;
  const { rows } = await query.execute(queries);
  return new Date(Number(rows[0]?.now));
}
