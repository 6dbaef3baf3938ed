import type { Queries, Writes } from "../db/database.ts";
import type { ApiKeysTable } from "../db/schema/api-keys.ts";
import type { ApiKey } from "./api-key.ts";
import type { Permission, Role } from "./permissions.ts";

export async function insertApiKey(trx: Writes, key: ApiKey, secretHash: string): Promise<void> {
  await trx
    .insertInto("api_keys")
    .values({
      id: key.id,
      name: key.name,
      prefix: key.prefix,
      secret_hash: secretHash,
      scopes: JSON.stringify(key.scopes),
      created_by: key.ownerId,
      created_at: key.createdAt.getTime(),
      last_used_at: null,
      expires_at: key.expiresAt?.getTime() ?? null,
      revoked_at: null,
    })
    .execute();
}

/** All that were not revoked, newest first; expired ones are shown as such. */
export async function allApiKeys(db: Queries): Promise<readonly ApiKey[]> {
  const rows = await db
    .selectFrom("api_keys")
    .selectAll()
    .where("revoked_at", "is", null)
    .orderBy("id", "desc")
    .execute();
  return rows.map(toApiKey);
}

/** With its owner's role: a key of a removed agent is none. */
export async function findApiKey(
  db: Queries,
  secretHash: string,
): Promise<{ readonly key: ApiKey; readonly ownerRole: Role } | undefined> {
  const row = await db
    .selectFrom("api_keys")
    .innerJoin("agents", "agents.id", "api_keys.created_by")
    .selectAll("api_keys")
    .select("agents.role as owner_role")
    .where("api_keys.secret_hash", "=", secretHash)
    .where("api_keys.revoked_at", "is", null)
    .where("agents.removed_at", "is", null)
    .executeTakeFirst();
  return row === undefined ? undefined : { key: toApiKey(row), ownerRole: row.owner_role };
}

export async function findApiKeyById(db: Queries, id: string): Promise<ApiKey | undefined> {
  const row = await db
    .selectFrom("api_keys")
    .selectAll()
    .where("id", "=", id)
    .where("revoked_at", "is", null)
    .executeTakeFirst();
  return row === undefined ? undefined : toApiKey(row);
}

export async function touchApiKey(trx: Writes, id: string, at: Date): Promise<void> {
  await trx
    .updateTable("api_keys")
    .set({ last_used_at: at.getTime() })
    .where("id", "=", id)
    .execute();
}

export async function revokeApiKey(trx: Writes, id: string, at: Date): Promise<void> {
  await trx
    .updateTable("api_keys")
    .set({ revoked_at: at.getTime() })
    .where("id", "=", id)
    .execute();
}

export async function revokeKeysOfOwner(trx: Writes, agentId: string, at: Date): Promise<void> {
  await trx
    .updateTable("api_keys")
    .set({ revoked_at: at.getTime() })
    .where("created_by", "=", agentId)
    .where("revoked_at", "is", null)
    .execute();
}

function toApiKey(row: ApiKeysTable): ApiKey {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    scopes: JSON.parse(row.scopes) as readonly Permission[],
    ownerId: row.created_by,
    createdAt: new Date(row.created_at),
    lastUsedAt: row.last_used_at === null ? undefined : new Date(row.last_used_at),
    expiresAt: row.expires_at === null ? undefined : new Date(row.expires_at),
  };
}
