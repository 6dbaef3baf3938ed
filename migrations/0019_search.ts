import { type Kysely, sql } from "kysely";
import { columnTypes, createTable, dialectOf } from "./column-types.ts";

/**
 * What is found by words: a document for each message, and its tokens in the database's own full-text index. It is filled
 * from the change log, by whoever reads it last: `search_progress` says how far.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const dialect = await dialectOf(db);
  const type = columnTypes(dialect);

  const documents = (await createTable(db, "search_documents"))
    .addColumn("number", dialect === "sqlite" ? sql`integer` : sql`bigint`, (c) =>
      dialect === "sqlite" ? c.primaryKey() : c.primaryKey().autoIncrement(),
    )
    .addColumn("message_id", type.id, (c) => c.notNull().unique())
    .addColumn("conversation_id", type.id, (c) => c.notNull())
    .addColumn("channel_id", type.id, (c) => c.notNull())
    .addColumn("sent_at", type.integer, (c) => c.notNull());
  if (dialect === "sqlite") {
    await documents.execute();
    await sql`create virtual table search_index using fts5(tokens, content='', contentless_delete=1, tokenize='unicode61')`.execute(
      db,
    );
  } else {
    await documents.addColumn("tokens", type.text, (c) => c.notNull()).execute();
    await sql`create fulltext index search_documents_tokens on search_documents (tokens)`.execute(
      db,
    );
  }
  await (
    await createTable(db, "search_progress")
  )
    .addColumn("id", type.integer, (c) => c.primaryKey())
    .addColumn("last_event", type.integer, (c) => c.notNull())
    .execute();
  await sql`insert into search_progress (id, last_event) values (1, 0)`.execute(db);
}
