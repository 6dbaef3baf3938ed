import { randomBytes } from "node:crypto";
import { uuidv7 } from "uuidv7";
import type { Database } from "../db/database.ts";
import {
  allApiKeys,
  findApiKey,
  findApiKeyById,
  insertApiKey,
  revokeApiKey,
  touchApiKey,
} from "./api-key-store.ts";
import type { ApiKey } from "./api-key.ts";
import type { Audit } from "./audit.ts";
import { AuthError } from "./errors.ts";
import {
  type Actor,
  actorKey,
  type ApiKeyActor,
  mayGrant,
  type Permission,
  permissionsOfRole,
} from "./permissions.ts";
import { hashToken, newToken } from "./tokens.ts";

export interface NewApiKey {
  readonly name: string;
  readonly scopes: readonly Permission[];
  readonly expiresAt?: Date | undefined;
}

const format = /^swb_[0-9a-f]{8}_[A-Za-z0-9_-]{43}$/;
const touchEveryMs = 60_000;

/** Keys for programs. The secret is handed out once; only its hash is kept. */
export class ApiKeys {
  readonly #database: Database;
  readonly #audit: Audit;
  readonly #now: () => Date;

  constructor(database: Database, audit: Audit, now: () => Date) {
    this.#database = database;
    this.#audit = audit;
    this.#now = now;
  }

  list(): Promise<readonly ApiKey[]> {
    return allApiKeys(this.#database.queries);
  }

  /** @throws AuthError `beyond-own-permissions`. */
  async create(actor: Actor, input: NewApiKey): Promise<{ key: ApiKey; secret: string }> {
    if (!mayGrant(actor, input.scopes)) {
      throw new AuthError(
        "beyond-own-permissions",
        "A key can't have scopes that its maker doesn't have.",
      );
    }
    await this.#mustNotOutlive(actor, input.expiresAt);
    const prefix = `swb_${randomBytes(4).toString("hex")}`;
    const secret = `${prefix}_${newToken()}`;
    const key: ApiKey = {
      id: uuidv7(),
      name: input.name,
      prefix,
      scopes: [...new Set(input.scopes)],
      ownerId: actor.kind === "agent" ? actor.id : actor.ownerId,
      createdAt: this.#now(),
      lastUsedAt: undefined,
      expiresAt: input.expiresAt,
    };
    await this.#database.write(async (trx) => {
      await insertApiKey(trx, key, hashToken(secret));
      await this.#audit.note(trx, {
        actor: actorKey(actor),
        act: "api-key.created",
        target: `api-key:${key.id}`,
        details: { name: key.name, prefix, scopes: key.scopes },
      });
    });
    return { key, secret };
  }

  /** Nor does anybody hand on more time than they have. */
  async #mustNotOutlive(actor: Actor, expiresAt: Date | undefined): Promise<void> {
    if (actor.kind !== "api-key") return;
    const last = (await findApiKeyById(this.#database.queries, actor.id))?.expiresAt;
    if (last === undefined || (expiresAt !== undefined && expiresAt <= last)) return;
    throw new AuthError(
      "beyond-own-permissions",
      `A key can't outlive the key that makes it: set expiresAt to ${last.toISOString()} or before.`,
    );
  }

  /** Whose key it is; undefined when it is revoked, expired or never was. */
  async actor(secret: string): Promise<ApiKeyActor | undefined> {
    if (!format.test(secret)) return undefined;
    const stored = await findApiKey(this.#database.queries, hashToken(secret));
    if (stored === undefined) return undefined;
    const { key, ownerRole } = stored;
    const at = this.#now();
    if (key.expiresAt !== undefined && key.expiresAt <= at) return undefined;
    if (key.lastUsedAt === undefined || at.getTime() - key.lastUsedAt.getTime() >= touchEveryMs) {
      await this.#database.write((trx) => touchApiKey(trx, key.id, at));
    }
    // An owner who is no admin any more takes their keys down with them.
    const allowed = permissionsOfRole(ownerRole);
    return {
      kind: "api-key",
      id: key.id,
      name: key.name,
      ownerId: key.ownerId,
      scopes: key.scopes.filter((scope) => allowed.includes(scope)),
    };
  }

  /** @throws AuthError `api-key-not-found`. */
  async revoke(actor: Actor, id: string): Promise<void> {
    await this.#database.write(async (trx) => {
      const key = await findApiKeyById(trx, id);
      if (key === undefined) throw new AuthError("api-key-not-found", "There is no such API key.");
      await revokeApiKey(trx, id, this.#now());
      await this.#audit.note(trx, {
        actor: actorKey(actor),
        act: "api-key.revoked",
        target: `api-key:${id}`,
        details: { name: key.name, prefix: key.prefix },
      });
    });
  }
}
