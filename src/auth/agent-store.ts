import type { Queries, Writes } from "../db/database.ts";
import { isMysql } from "../db/dialect.ts";
import type { AgentsTable } from "../db/schema/agents.ts";
import type { Agent } from "./agent.ts";

export async function allAgents(db: Queries): Promise<readonly Agent[]> {
  const rows = await db
    .selectFrom("agents")
    .selectAll()
    .where("removed_at", "is", null)
    .orderBy("id")
    .execute();
  return rows.map(toAgent);
}

export async function findAgent(db: Queries, id: string): Promise<Agent | undefined> {
  const row = await db
    .selectFrom("agents")
    .selectAll()
    .where("id", "=", id)
    .where("removed_at", "is", null)
    .executeTakeFirst();
  return row === undefined ? undefined : toAgent(row);
}

/** For sign-in: the one place that reads a password's hash. */
export async function findCredentials(
  db: Queries,
  by: { readonly email: string } | { readonly id: string },
): Promise<{ readonly agent: Agent; readonly passwordHash: string } | undefined> {
  const query = db.selectFrom("agents").selectAll().where("removed_at", "is", null);
  const row = await (
    "email" in by ? query.where("email", "=", by.email) : query.where("id", "=", by.id)
  ).executeTakeFirst();
  return row === undefined ? undefined : { agent: toAgent(row), passwordHash: row.password_hash };
}

/** Locks the admins until the commit, so that the last two can't remove each other at the same time. */
export async function lockAdminIds(trx: Writes): Promise<readonly string[]> {
  const query = trx
    .selectFrom("agents")
    .select("id")
    .where("role", "=", "admin")
    .where("removed_at", "is", null);
  // SQLite has one writer at a time and no such clause.
  const rows = await (isMysql(trx) ? query.forUpdate() : query).execute();
  return rows.map((row) => row.id);
}

export async function hasAdmin(db: Queries): Promise<boolean> {
  const row = await db
    .selectFrom("agents")
    .select("id")
    .where("role", "=", "admin")
    .where("removed_at", "is", null)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** @throws the driver's duplicate-key error when the address is taken. */
export async function insertAgent(trx: Writes, agent: Agent, passwordHash: string): Promise<void> {
  await trx
    .insertInto("agents")
    .values({
      id: agent.id,
      email: agent.email,
      name: agent.name,
      role: agent.role,
      locale: agent.locale,
      password_hash: passwordHash,
      created_at: agent.createdAt.getTime(),
      removed_at: null,
    })
    .execute();
}

export async function updateAgent(
  trx: Writes,
  id: string,
  change: Partial<Pick<AgentsTable, "name" | "role" | "locale" | "password_hash">>,
): Promise<void> {
  if (Object.keys(change).length === 0) return;
  await trx.updateTable("agents").set(change).where("id", "=", id).execute();
}

/** Keeps the row, since messages name their author, but frees the address for a new account. */
export async function markAgentRemoved(trx: Writes, id: string, at: Date): Promise<void> {
  await trx
    .updateTable("agents")
    .set({ removed_at: at.getTime(), email: `removed:${id}`, password_hash: "" })
    .where("id", "=", id)
    .execute();
}

function toAgent(row: AgentsTable): Agent {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    role: row.role,
    locale: row.locale,
    createdAt: new Date(row.created_at),
  };
}
