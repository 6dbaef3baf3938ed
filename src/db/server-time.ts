import { sql } from "kysely";
import type { Database } from "./database.ts";

/** What the clock of a database server says. */
export async function serverTime({ queries }: Database): Promise<Date> {
  const query = sql<{ now: number }>`select cast(unix_timestamp(now(3)) * 1000 as signed) as now`;
  const { rows } = await query.execute(queries);
  return new Date(Number(rows[0]?.now));
}
