import type { Database } from "../db/database.ts";
import type { EventLog } from "../realtime/event-log.ts";
import { hasAdmin } from "./agent-store.ts";
import type { Agent } from "./agent.ts";
import type { Agents } from "./agents.ts";
import { AuthError } from "./errors.ts";
import {
  deleteAllSetupTokens,
  deleteSetupTokensBefore,
  insertSetupToken,
  knowsSetupToken,
  takeSetupToken,
} from "./setup-store.ts";
import { hashToken, newToken } from "./tokens.ts";

/** An older link is refused; a restart prints a new one. */
const tokenLifeMs = 24 * 60 * 60 * 1000;

interface Parts {
  readonly database: Database;
  readonly events: EventLog;
  readonly agents: Agents;
  readonly now: () => Date;
}

/** The first admin, let in by a one-time link that only whoever sees the hub's output knows. */
export class Setup {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** True while there is no admin. */
  async isOpen(): Promise<boolean> {
    return !(await hasAdmin(this.#parts.database.queries));
  }

  /** A fresh token for the link `<address>/setup#<token>`; undefined once there is an admin. Links printed by other processes stay good. */
  async ensureSetupToken(): Promise<string | undefined> {
    if (!(await this.isOpen())) return undefined;
    const token = newToken();
    const at = this.#parts.now().getTime();
    await this.#parts.database.write(async (trx) => {
      await deleteSetupTokensBefore(trx, at - tokenLifeMs);
      await insertSetupToken(trx, hashToken(token), at);
    });
    return token;
  }

  /** Uses the token up and makes the first admin. @throws AuthError `setup-refused`. */
  async complete(input: {
    readonly token: string;
    readonly email: string;
    readonly name: string;
    readonly password: string;
    readonly locale?: string | undefined;
  }): Promise<Agent> {
    const { database, events, agents, now } = this.#parts;
    const tokenHash = hashToken(input.token);
    const notBefore = now().getTime() - tokenLifeMs;
    // A look before the hashing: a wrong token must cost next to nothing.
    if (!(await knowsSetupToken(database.queries, tokenHash, notBefore))) refuse();
    const { agent, passwordHash } = await agents.prepare({ ...input, role: "admin" });
    await events.write(async (trx, record) => {
      if (!(await takeSetupToken(trx, tokenHash, notBefore)) || (await hasAdmin(trx))) refuse();
      await deleteAllSetupTokens(trx);
      await agents.insert(trx, record, { agent, passwordHash, actor: "setup" });
    });
    return agent;
  }
}

function refuse(): never {
  throw new AuthError(
    "setup-refused",
    "This set-up link is used, too old or wrong. Restart the hub for a new one, or sign in if it is set up already.",
  );
}
