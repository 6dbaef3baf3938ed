import type { Queries, Writes } from "../db/database.ts";
import type { AgentActor } from "./permissions.ts";

export interface StoredSession {
  readonly actor: AgentActor;
  readonly lastSeenAt: number;
  readonly expiresAt: number;
}

export async function insertSession(
  trx: Writes,
  session: { tokenHash: string; agentId: string; at: number; expiresAt: number },
): Promise<void> {
  await trx
    .insertInto("sessions")
    .values({
      token_hash: session.tokenHash,
      agent_id: session.agentId,
      created_at: session.at,
      last_seen_at: session.at,
      expires_at: session.expiresAt,
    })
    .execute();
}

/** With its agent, in one query: it runs at every request. */
export async function findSession(
  db: Queries,
  tokenHash: string,
): Promise<StoredSession | undefined> {
  const row = await db
    .selectFrom("sessions")
    .innerJoin("agents", "agents.id", "sessions.agent_id")
    .select(["agents.id", "agents.name", "agents.email", "agents.role", "agents.locale"])
    .select(["sessions.last_seen_at", "sessions.expires_at"])
    .where("sessions.token_hash", "=", tokenHash)
    .where("agents.removed_at", "is", null)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { id, name, email, role, locale } = row;
  return {
    actor: { kind: "agent", id, name, email, role, locale },
    lastSeenAt: row.last_seen_at,
    expiresAt: row.expires_at,
  };
}

export async function touchSession(
  trx: Writes,
  tokenHash: string,
  at: number,
  expiresAt: number,
): Promise<void> {
  await trx
    .updateTable("sessions")
    .set({ last_seen_at: at, expires_at: expiresAt })
    .where("token_hash", "=", tokenHash)
    .execute();
}

export async function deleteSession(trx: Writes, tokenHash: string): Promise<void> {
  await trx.deleteFrom("sessions").where("token_hash", "=", tokenHash).execute();
}

export async function deleteSessionsOfAgent(
  trx: Writes,
  agentId: string,
  exceptTokenHash?: string,
): Promise<void> {
  let query = trx.deleteFrom("sessions").where("agent_id", "=", agentId);
  if (exceptTokenHash !== undefined) query = query.where("token_hash", "!=", exceptTokenHash);
  await query.execute();
}

export async function deleteExpiredSessions(trx: Writes, at: number): Promise<void> {
  await trx.deleteFrom("sessions").where("expires_at", "<=", at).execute();
}
