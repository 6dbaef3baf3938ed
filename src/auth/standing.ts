import type { Database } from "../db/database.ts";
import { findAgent } from "./agent-store.ts";
import { findApiKeyById } from "./api-key-store.ts";
import { type Permission, permissionsOfRole } from "./permissions.ts";

/** Whether those who asked for something a while ago may still do it. */
export class Standing {
  readonly #database: Database;
  readonly #now: () => Date;

  constructor(database: Database, now: () => Date) {
    this.#database = database;
    this.#now = now;
  }

  isAgent(agentId: string): Promise<boolean> {
    return findAgent(this.#database.queries, agentId).then((agent) => agent !== undefined);
  }

  /** For a queued or scheduled act: `actorKey` is who asked for it, as `actorKey()` writes it. */
  async stillMay(actorKey: string, permission: Permission): Promise<boolean> {
    const [kind, id = ""] = actorKey.split(":");
    if (kind === "agent") return await this.#agentMay(id, permission);
    if (kind !== "api-key") return false;
    const key = await findApiKeyById(this.#database.queries, id);
    if (key === undefined || (key.expiresAt !== undefined && key.expiresAt <= this.#now())) {
      return false;
    }
    return key.scopes.includes(permission) && (await this.#agentMay(key.ownerId, permission));
  }

  async #agentMay(agentId: string, permission: Permission): Promise<boolean> {
    const agent = await findAgent(this.#database.queries, agentId);
    return agent !== undefined && permissionsOfRole(agent.role).includes(permission);
  }
}
