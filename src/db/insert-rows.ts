import { CompiledQuery } from "kysely";
import type { Writes } from "./database.ts";
import { isMysql } from "./dialect.ts";
import type { Schema } from "./schema/index.ts";

/** SQLite takes 32,766 parameters in a statement. */
const mostParameters = 30_000;

/** Whole rows of a table; all name the same columns. */
type Rows<T extends keyof Schema> = readonly Schema[T][];

/**
 * Inserts many rows with as few statements as possible. The hot path's way: the text of a statement for so many rows is
 * made once and kept, where Kysely would build and compile a tree of every single value.
 */
export async function insertRows<T extends keyof Schema>(
  trx: Writes,
  table: T,
  rows: Rows<T>,
): Promise<void> {
  await run(trx, table, rows, []);
}

/** Inserts rows, or where the id is there already, overwrites the columns named. */
export async function upsertRows<T extends keyof Schema>(
  trx: Writes,
  table: T,
  rows: Rows<T>,
  overwritten: readonly (keyof Schema[T] & string)[],
): Promise<void> {
  await run(trx, table, rows, overwritten);
}

async function run(
  trx: Writes,
  table: string,
  rows: readonly object[],
  overwritten: readonly string[],
): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  const columns = Object.keys(first);
  const most = Math.floor(mostParameters / columns.length);
  for (let from = 0; from < rows.length; from += most) {
    const chunk = rows.slice(from, from + most);
    const values: unknown[] = [];
    for (const row of chunk) {
      for (const column of columns) values.push((row as Record<string, unknown>)[column]);
    }
    const text = statement(table, columns, chunk.length, conflictClause(trx, overwritten));
    await trx.executeQuery(CompiledQuery.raw(text, values));
  }
}

function conflictClause(trx: Writes, overwritten: readonly string[]): string {
  if (overwritten.length === 0) return "";
  return isMysql(trx)
    ? ` on duplicate key update ${overwritten.map((name) => `${name} = values(${name})`).join(", ")}`
    : ` on conflict (id) do update set ${overwritten.map((name) => `${name} = excluded.${name}`).join(", ")}`;
}

const texts = new Map<string, string>();

function statement(
  table: string,
  columns: readonly string[],
  count: number,
  clause: string,
): string {
  const key = `${count} ${table}(${columns.join()})${clause}`;
  const known = texts.get(key);
  if (known !== undefined) return known;
  const row = `(${columns.map(() => "?").join(", ")})`;
  const rows = Array.from({ length: count }, () => row).join(", ");
  const text = `insert into ${table} (${columns.join(", ")}) values ${rows}${clause}`;
  // Large batches are rare and their texts long: those aren't kept.
  if (count <= 256) texts.set(key, text);
  return text;
}
