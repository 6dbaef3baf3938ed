import type { Database } from "../db/database.ts";
import type { AgentActor } from "./permissions.ts";
import {
  deleteExpiredSessions,
  deleteSession,
  findSession,
  insertSession,
  touchSession,
} from "./session-store.ts";
import { hashToken, newToken } from "./tokens.ts";

/** A session unused for this long has ended. */
export const sessionLifeMs = 30 * 24 * 60 * 60 * 1000;

/** Noting every request would be a write per request. */
const touchEveryMs = 60_000;

/** Signed-in browsers. Asked at every request, so that revoking one works at once. */
export class Sessions {
  readonly #database: Database;
  readonly #now: () => Date;

  constructor(database: Database, now: () => Date) {
    this.#database = database;
    this.#now = now;
  }

  /** Resolves with the token, which only the browser gets to know. */
  async start(agentId: string): Promise<string> {
    const token = newToken();
    const at = this.#now().getTime();
    await this.#database.write(async (trx) => {
      await deleteExpiredSessions(trx, at);
      const tokenHash = hashToken(token);
      await insertSession(trx, { tokenHash, agentId, at, expiresAt: at + sessionLifeMs });
    });
    return token;
  }

  /** Whose session it is; undefined when it has ended or never was. */
  async actor(token: string): Promise<AgentActor | undefined> {
    const tokenHash = hashToken(token);
    const session = await findSession(this.#database.queries, tokenHash);
    const at = this.#now().getTime();
    if (session === undefined || session.expiresAt <= at) return undefined;
    if (at - session.lastSeenAt >= touchEveryMs) {
      await this.#database.write((trx) => touchSession(trx, tokenHash, at, at + sessionLifeMs));
    }
    return session.actor;
  }

  async end(token: string): Promise<void> {
    await this.#database.write((trx) => deleteSession(trx, hashToken(token)));
  }
}
