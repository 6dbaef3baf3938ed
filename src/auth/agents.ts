import { uuidv7 } from "uuidv7";
import type { Database, Writes } from "../db/database.ts";
import { isDuplicate } from "../db/errors.ts";
import { readHubSettings } from "../hub/hub-settings-store.ts";
import type { EventLog, RecordEvent } from "../realtime/event-log.ts";
import type { Agent } from "./agent.ts";
import {
  allAgents,
  findAgent,
  findCredentials,
  insertAgent,
  lockAdminIds,
  markAgentRemoved,
  updateAgent,
} from "./agent-store.ts";
import { revokeKeysOfOwner } from "./api-key-store.ts";
import type { Audit } from "./audit.ts";
import { AuthError } from "./errors.ts";
import { hashPassword, type PasswordCheck } from "./passwords.ts";
import {
  type Actor,
  actorKey,
  type AgentActor,
  mayGrant,
  permissionsOfRole,
  type Role,
} from "./permissions.ts";
import { deleteSessionsOfAgent } from "./session-store.ts";
import type { SignInThrottle } from "./sign-in-throttle.ts";
import { hashToken } from "./tokens.ts";

export interface NewAgent {
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly locale?: string | undefined;
  readonly password: string;
}

export interface AgentChange {
  readonly name?: string | undefined;
  readonly role?: Role | undefined;
  readonly locale?: string | undefined;
  /** A new password, set by an admin; it signs the agent out everywhere. */
  readonly password?: string | undefined;
}

interface Parts {
  readonly database: Database;
  readonly events: EventLog;
  readonly audit: Audit;
  readonly passwords: PasswordCheck;
  readonly throttle: SignInThrottle;
  readonly now: () => Date;
}

/** The people of the hub. Each act is in the audit log. */
export class Agents {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  list(): Promise<readonly Agent[]> {
    return allAgents(this.#parts.database.queries);
  }

  /** @throws AuthError `agent-not-found`. */
  async get(id: string): Promise<Agent> {
    return found(await findAgent(this.#parts.database.queries, id));
  }

  /** @throws AuthError `email-taken`, `beyond-own-permissions`. */
  async create(actor: Actor, input: NewAgent): Promise<Agent> {
    mustBeAllowedToGrant(actor, input.role);
    const { passwordHash, agent } = await this.prepare(input);
    await this.#parts.events.write(async (trx, record) => {
      await this.insert(trx, record, { agent, passwordHash, actor: actorKey(actor) });
    });
    return agent;
  }

  /** Everything slow about a new agent, done before the transaction. */
  async prepare(input: NewAgent): Promise<{ agent: Agent; passwordHash: string }> {
    const agent: Agent = {
      id: uuidv7(),
      email: input.email.toLowerCase(),
      name: input.name,
      role: input.role,
      locale: input.locale ?? (await readHubSettings(this.#parts.database.queries)).locale,
      createdAt: this.#parts.now(),
    };
    return { agent, passwordHash: await hashPassword(input.password) };
  }

  /** @throws AuthError `email-taken`. */
  async insert(
    trx: Writes,
    record: RecordEvent,
    { agent, passwordHash, actor }: { agent: Agent; passwordHash: string; actor: string },
  ): Promise<void> {
    try {
      await insertAgent(trx, agent, passwordHash);
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      throw new AuthError("email-taken", "Another agent has this e-mail address.");
    }
    const details = { email: agent.email, role: agent.role };
    await this.#parts.audit.note(trx, {
      actor,
      act: "agent.created",
      target: target(agent),
      details,
    });
    record({ type: "agent.updated", data: { agentId: agent.id } });
  }

  /** @throws AuthError `agent-not-found`, `last-admin`, `beyond-own-permissions`. */
  async change(actor: Actor, id: string, change: AgentChange): Promise<Agent> {
    const passwordHash =
      change.password === undefined ? undefined : await hashPassword(change.password);
    return this.#parts.events.write(async (trx, record) => {
      const admins = await lockAdminIds(trx);
      const before = found(await findAgent(trx, id));
      // Also for a new password: whoever sets it can sign in as that agent.
      mustBeAllowedToGrant(actor, before.role);
      if (change.role !== undefined) mustBeAllowedToGrant(actor, change.role);
      if (change.role === "agent") mustNotBeLast(admins, id);
      const fields = compact({ name: change.name, role: change.role, locale: change.locale });
      await updateAgent(trx, id, {
        ...fields,
        ...(passwordHash === undefined ? {} : { password_hash: passwordHash }),
      });
      if (passwordHash !== undefined) await deleteSessionsOfAgent(trx, id);
      await this.#parts.audit.note(trx, {
        actor: actorKey(actor),
        act: "agent.changed",
        target: target(before),
        details: { ...fields, ...(passwordHash === undefined ? {} : { password: "set" }) },
      });
      record({ type: "agent.updated", data: { agentId: id } });
      return { ...before, ...fields };
    });
  }

  /** Signs an agent out everywhere, as when a laptop is lost. @throws AuthError as `change`. */
  async endSessions(actor: Actor, id: string): Promise<void> {
    const { database, audit } = this.#parts;
    await database.write(async (trx) => {
      const agent = found(await findAgent(trx, id));
      mustBeAllowedToGrant(actor, agent.role);
      await deleteSessionsOfAgent(trx, id);
      const entry = { actor: actorKey(actor), act: "agent.signed-out", target: target(agent) };
      await audit.note(trx, entry);
    });
  }

  /** Their sessions and API keys stop with the commit. @throws AuthError as `change`. */
  async remove(actor: Actor, id: string): Promise<void> {
    await this.#parts.events.write(async (trx, record) => {
      const admins = await lockAdminIds(trx);
      const agent = found(await findAgent(trx, id));
      mustBeAllowedToGrant(actor, agent.role);
      mustNotBeLast(admins, id);
      const at = this.#parts.now();
      await markAgentRemoved(trx, id, at);
      await deleteSessionsOfAgent(trx, id);
      await revokeKeysOfOwner(trx, id, at);
      await this.#parts.audit.note(trx, {
        actor: actorKey(actor),
        act: "agent.removed",
        target: target(agent),
        details: { email: agent.email, name: agent.name },
      });
      record({ type: "agent.updated", data: { agentId: id, removed: true } });
    });
  }

  /**
   * An agent's own new password; signs them out everywhere but in the session with the token `keep`. Tries count like
   * tries to sign in. @throws AuthError `wrong-password`, `too-many-attempts`.
   */
  async changeOwnPassword(
    { id, email }: AgentActor,
    input: { current: string; next: string; address: string; keep: string | undefined },
  ): Promise<void> {
    const { database, passwords, audit, throttle } = this.#parts;
    const { current, next, address, keep } = input;
    await throttle.take(email, address);
    const known = await findCredentials(database.queries, { id });
    if (!(await passwords.matches(current, known?.passwordHash))) {
      throw new AuthError("wrong-password", "The current password is wrong.");
    }
    await throttle.giveBack(email, address);
    const passwordHash = await hashPassword(next);
    await database.write(async (trx) => {
      await updateAgent(trx, id, { password_hash: passwordHash });
      await deleteSessionsOfAgent(trx, id, keep === undefined ? undefined : hashToken(keep));
      const entry = { actor: `agent:${id}`, act: "agent.password-changed", target: `agent:${id}` };
      await audit.note(trx, entry);
    });
  }
}

function found(agent: Agent | undefined): Agent {
  if (agent === undefined) throw new AuthError("agent-not-found", "There is no such agent.");
  return agent;
}

function mustBeAllowedToGrant(actor: Actor, role: Role): void {
  if (mayGrant(actor, permissionsOfRole(role))) return;
  throw new AuthError(
    "beyond-own-permissions",
    `The role ${role} has permissions that you don't have yourself.`,
  );
}

function mustNotBeLast(admins: readonly string[], id: string): void {
  if (admins.some((admin) => admin !== id) || !admins.includes(id)) return;
  throw new AuthError("last-admin", "This is the only admin: make somebody else one first.");
}

function target(agent: Agent): string {
  return `agent:${agent.id}`;
}

/** Without the members that aren't set. */
function compact<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
