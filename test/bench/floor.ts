import Libsql from "libsql";
import mysql from "mysql2/promise";
import {
  conversationColumns,
  conversationRow,
  conversationUpdate,
  messageRows,
  placeholders,
  type MessageRows,
} from "./floor-rows.ts";
import { customers } from "./updates.ts";

/**
 * The floor: the hub's rows for so many messages, written by the bare driver in transactions of `batch` messages on a
 * migrated database, with nothing around it. Resolves with messages per second. Of the ways to write a batch that were
 * tried, each database has its fastest: prepared statements row by row on SQLite, one statement per table on MySQL.
 */
export async function floor(
  database: { readonly dialect: "sqlite" | "mysql"; readonly url: string },
  messages: number,
  batch: number,
): Promise<number> {
  const batches = Array.from({ length: Math.ceil(messages / batch) }, (_, index) =>
    Array.from({ length: batch }, (_unused, at) => messageRows(index * batch + at + 1)),
  );
  const seconds =
    database.dialect === "sqlite"
      ? onSqlite(database.url.slice("sqlite:".length), batches)
      : await onMysql(database.url, batches);
  return (batches.length * batch) / seconds;
}

function onSqlite(file: string, batches: readonly (readonly MessageRows[])[]): number {
  const db = new Libsql(file);
  // As the hub sets it: see src/db/sqlite.ts.
  const pragmas = [
    "journal_mode = WAL",
    "synchronous = FULL",
    "wal_autocheckpoint = 16000",
    "cache_size = -16000",
  ];
  for (const pragma of pragmas) db.pragma(pragma);
  const conversation = db.prepare(
    `insert into conversations (${conversationColumns}) values ${placeholders(19)}`,
  );
  db.exec("begin");
  for (let index = 0; index < customers; index += 1) conversation.run([...conversationRow(index)]);
  db.exec("commit");
  const journal = db.prepare(`insert into journal values ${placeholders(5)}`);
  const message = db.prepare(`insert into messages values ${placeholders(21)}`);
  const event = db.prepare(`insert into events values ${placeholders(7)}`);
  const change = db.prepare(conversationUpdate);
  const counter = db.prepare("update event_counter set last = last + ? where id = 1");
  const begun = performance.now();
  for (const rows of batches) {
    db.exec("begin immediate");
    for (const row of rows) {
      journal.run([...row.journal]);
      message.run([...row.message]);
      change.run([...row.conversation]);
      event.run([...row.event]);
    }
    counter.run([rows.length]);
    db.exec("commit");
  }
  const seconds = (performance.now() - begun) / 1000;
  db.close();
  return seconds;
}

async function onMysql(url: string, batches: readonly (readonly MessageRows[])[]): Promise<number> {
  const db = await mysql.createConnection({ uri: url, charset: "utf8mb4" });
  await db.query(`insert into conversations (${conversationColumns}) values ?`, [
    Array.from({ length: customers }, (_, index) => conversationRow(index)),
  ]);
  const begun = performance.now();
  for (const rows of batches) {
    await db.query("begin");
    await db.query("insert into journal values ?", [rows.map((row) => row.journal)]);
    await db.query("insert into messages values ?", [rows.map((row) => row.message)]);
    const columns = rows.map((row) => row.conversation);
    await db.query(
      "insert into conversations (version, unread_count, last_activity_at, last_ordered_at, " +
        "last_customer_message_at, preview, id, channel_id, thread_id, kind, title, status, reachability, is_unread, " +
        "created_at) values ? on duplicate key update version = values(version), " +
        "unread_count = values(unread_count), last_activity_at = values(last_activity_at), " +
        "last_ordered_at = values(last_ordered_at), preview = values(preview), is_unread = 1",
      [
        columns.map((change) => [
          ...change,
          "floor",
          change.at(-1),
          "direct",
          "",
          "open",
          "open",
          1,
          0,
        ]),
      ],
    );
    await db.query("update event_counter set last = last + ? where id = 1", [rows.length]);
    await db.query("insert into events values ?", [rows.map((row) => row.event)]);
    await db.query("commit");
  }
  const seconds = (performance.now() - begun) / 1000;
  await db.end();
  return seconds;
}
