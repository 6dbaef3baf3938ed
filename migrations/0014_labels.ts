import { sql, type Kysely } from "kysely";
import { columnTypes, createTable, dialectOf } from "./column-types.ts";

/** What labels there are. Those that conversations have already are in it from the start. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const type = columnTypes(await dialectOf(db));
  await (
    await createTable(db, "labels")
  )
    .addColumn("id", type.id, (c) => c.primaryKey())
    .addColumn("name", type.key, (c) => c.notNull().unique())
    .addColumn("colour", type.word, (c) => c.notNull())
    .addColumn("description", type.text, (c) => c.notNull())
    .execute();
  const used = await sql<{ label: string }>`select distinct label from conversation_labels`.execute(
    db,
  );
  for (const { label } of used.rows) {
    await sql`insert into labels (id, name, colour, description) values (${crypto.randomUUID()}, ${label}, 'grey', '')`.execute(
      db,
    );
  }
}
