import { sql } from "kysely";
import { type Database, openDatabase } from "../../src/db/database.ts";
import { listQuery, type ListFilter } from "../../src/inbox/conversation-list-store.ts";
import { Conversations } from "../../src/inbox/conversations.ts";
import { EventLog } from "../../src/realtime/event-log.ts";
import type { BenchDatabase } from "./databases.ts";
import { median } from "./statistics.ts";

export interface ListFigures {
  readonly conversations: number;
  readonly rows: readonly {
    readonly page: string;
    /** Median milliseconds of a page of 50. */
    readonly ms: number;
    /** The index that the database says it reads, and whether it sorts. */
    readonly plan: string;
  }[];
}

const pages: readonly {
  readonly page: string;
  readonly filter: ListFilter & {
    readonly statuses?: readonly ("open" | "pending" | "resolved")[];
  };
}[] = [
  { page: "all", filter: {} },
  { page: "open", filter: { statuses: ["open"] } },
  { page: "open or pending", filter: { statuses: ["open", "pending"] } },
  { page: "open, nobody's", filter: { statuses: ["open"], assigneeId: null } },
  { page: "open, an agent's", filter: { statuses: ["open"], assigneeId: "agent-1" } },
  { page: "open, of a channel", filter: { statuses: ["open"], channelId: "channel-1" } },
  { page: "open, unread", filter: { statuses: ["open"], unread: true } },
];

/** Reads pages of the inbox out of so many conversations: the first, and one far down. */
export async function inboxList(bench: BenchDatabase, conversations: number): Promise<ListFigures> {
  const database = openDatabase(bench.url);
  try {
    await seed(database, conversations);
    const inbox = new Conversations({
      database,
      events: new EventLog(database),
      isAgent: () => Promise.resolve(true),
      clock: { now: () => new Date() },
    });
    const rows = [];
    for (const { page, filter } of pages) {
      const first = await timed(() => inbox.list(filter, { limit: 50 }));
      const far = { lastActivityAt: Math.floor(conversations / 2), id: "m" };
      const deep = await timed(() => inbox.list(filter, { limit: 50, after: far }));
      const plan = await explain(database, filter);
      rows.push({ page, ms: first, plan }, { page: `${page}, half-way down`, ms: deep, plan });
    }
    return { conversations, rows };
  } finally {
    await database.close();
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < 25; run += 1) {
    const begun = performance.now();
    await work();
    times.push(performance.now() - begun);
  }
  return median(times);
}

async function explain(
  database: Database,
  filter: (typeof pages)[number]["filter"],
): Promise<string> {
  const query = listQuery(database.queries, filter.statuses?.[0], filter, undefined, 50);
  const { sql: text, parameters } = query.compile();
  const prefix = database.dialect === "sqlite" ? "explain query plan " : "explain ";
  const pieces = (prefix + text).split("?");
  const statement = sql.join(
    pieces.flatMap((piece, index) => [
      sql.raw(piece),
      ...(index < parameters.length ? [sql.val(parameters[index])] : []),
    ]),
    sql.raw(""),
  );
  const { rows } = await sql<Readonly<Record<string, string | null>>>`${statement}`.execute(
    database.queries,
  );
  return rows
    .map(({ detail, key, Extra }) => detail ?? `${key ?? "no index"} (${Extra ?? ""})`)
    .join("; ");
}

/** One statement that counts: a million inserts one by one would take longer than all else. */
async function seed(database: Database, count: number): Promise<void> {
  const mysql = database.dialect === "mysql";
  const text = (number: string): string => (mysql ? `concat(${number})` : `(${number} || '')`);
  const prefixed = (prefix: string, number: string): string =>
    mysql ? `concat('${prefix}', ${number})` : `('${prefix}' || (${number}))`;
  const columns =
    "id, channel_id, thread_id, topic_id, kind, title, contact_id, status, assignee_id, reachability, version, " +
    "unread_count, is_unread, last_activity_at, last_ordered_at, last_customer_message_at, preview, reply_context, " +
    "created_at";
  const select =
    `select ${mysql ? "lpad(n, 36, '0')" : "printf('%036d', n)"}, ${prefixed("channel-", "n % 5")}, ${text("n")}, '', 'direct', 'Customer', ` +
    `null, case when n % 10 < 2 then 'open' when n % 10 = 2 then 'pending' else 'resolved' end, ` +
    `case when n % 3 = 0 then null else ${prefixed("agent-", "n % 50")} end, 'open', 1, n % 2, n % 2, n, n, n, '{}', null, n ` +
    `from numbers`;
  const numbers = `with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < ${count})`;
  if (mysql) await sql`set session max_recursive_iterations = 10000000`.execute(database.queries);
  await sql
    .raw(
      mysql
        ? `insert into conversations (${columns}) ${numbers} ${select}`
        : `${numbers} insert into conversations (${columns}) ${select}`,
    )
    .execute(database.queries);
  await sql.raw(mysql ? "analyze table conversations" : "analyze").execute(database.queries);
}
