import type { Writes } from "./database.ts";
import { isMysql } from "./dialect.ts";
import type { Schema } from "./schema/index.ts";
import { forEachRow, unanswered } from "./special-queries.ts";

/** MySQL takes 65,535 placeholders in a statement. */
const mostParameters = 30_000;

/** Whole rows of a table; all name the same columns. */
type Rows<T extends keyof Schema> = readonly Schema[T][];

/**
 * Inserts many rows the way that each database is fastest at: SQLite row by row, MySQL with one statement, which may
 * travel with the commit and fail there. The hot path's way: the text of a statement is made once and kept, where Kysely
 * would build and compile a tree of every single value. `expressions`: what stands for a column's value instead of `?`.
 */
export async function insertRows<T extends keyof Schema>(
  trx: Writes,
  table: T,
  rows: Rows<T>,
  expressions: Partial<Record<keyof Schema[T] & string, string>> = {},
): Promise<void> {
  await run(trx, { table, rows, expressions, overwritten: [] });
}

/** Inserts rows, or where the id is there already, overwrites the columns named. */
export async function upsertRows<T extends keyof Schema>(
  trx: Writes,
  table: T,
  rows: Rows<T>,
  overwritten: readonly (keyof Schema[T] & string)[],
): Promise<void> {
  await run(trx, { table, rows, expressions: {}, overwritten });
}

interface Insertion {
  readonly table: string;
  readonly rows: readonly object[];
  readonly expressions: Readonly<Partial<Record<string, string>>>;
  readonly overwritten: readonly string[];
}

async function run(trx: Writes, insertion: Insertion): Promise<void> {
  const { rows } = insertion;
  const [first] = rows;
  if (first === undefined) return;
  const columns = Object.keys(first);
  const values = rows.map((row) =>
    columns.map((column) => (row as Record<string, unknown>)[column]),
  );
  if (!isMysql(trx)) {
    await trx.executeQuery(forEachRow(statement(insertion, columns, 1, false), values));
    return;
  }
  const most = Math.floor(mostParameters / columns.length);
  for (let from = 0; from < rows.length; from += most) {
    const chunk = values.slice(from, from + most);
    const text = statement(insertion, columns, chunk.length, true);
    await trx.executeQuery(unanswered(text, chunk.flat()));
  }
}

const texts = new Map<string, string>();

function statement(
  { table, expressions, overwritten }: Insertion,
  columns: readonly string[],
  count: number,
  mysql: boolean,
): string {
  // A table is always written with the same expressions.
  const key = `${count} ${table}(${columns.join()}) ${overwritten.length} ${mysql}`;
  const known = texts.get(key);
  if (known !== undefined) return known;
  const row = `(${columns.map((column) => expressions[column] ?? "?").join(", ")})`;
  const rows = Array.from({ length: count }, () => row).join(", ");
  const conflict = overwritten.length === 0 ? "" : conflictClause(overwritten, mysql);
  const text = `insert into ${table} (${columns.join(", ")}) values ${rows}${conflict}`;
  // Large batches are rare and their texts long: those aren't kept.
  if (count <= 256) texts.set(key, text);
  return text;
}

function conflictClause(overwritten: readonly string[], mysql: boolean): string {
  return mysql
    ? ` on duplicate key update ${overwritten.map((name) => `${name} = values(${name})`).join(", ")}`
    : ` on conflict (id) do update set ${overwritten.map((name) => `${name} = excluded.${name}`).join(", ")}`;
}
