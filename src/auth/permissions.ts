/** Everything that can be allowed, with what it means to whoever grants it. An API key's scopes are these names. */
export const permissions = {
  "conversations:read": "Read conversations and their messages",
  "conversations:write": "Assign, label, resolve and mark conversations",
  "messages:send": "Reply, edit, delete and react in the company's name, and write notes",
  "canned-replies:manage": "Change the canned replies that everybody shares",
  "contacts:read": "Read contacts",
  "contacts:write": "Change contacts",
  "channels:read": "See the channels and how they are",
  "channels:manage": "Connect, change, pause and delete channels",
  "agents:read": "See who answers",
  "agents:manage": "Add, change and remove agents",
  "hub:manage": "Change the hub's name, time zone, hours and language",
  "keys:manage": "Make and revoke API keys",
  "labels:manage": "Add, change and remove labels",
  "events:read": "Follow the change log",
  "audit:read": "Read what admins did",
  "payloads:read":
    "Read what platforms sent, as they sent it, also of messages that were taken back",
  "metrics:read": "Read the hub's metrics",
} as const;

export type Permission = keyof typeof permissions;

export const permissionNames = Object.keys(permissions) as [Permission, ...Permission[]];

/** `admin` may do everything; `agent` works in the inbox. */
export const roles = ["admin", "agent"] as const;
export type Role = (typeof roles)[number];

const ofRole: Readonly<Record<Role, readonly Permission[]>> = {
  admin: permissionNames,
  agent: [
    "conversations:read",
    "conversations:write",
    "messages:send",
    "contacts:read",
    "contacts:write",
    "channels:read",
    "agents:read",
    "events:read",
  ],
};

/** A signed-in person. */
export interface AgentActor {
  readonly kind: "agent";
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly locale: string;
}

/** A program with an API key. */
export interface ApiKeyActor {
  readonly kind: "api-key";
  readonly id: string;
  readonly name: string;
  /** The agent who made the key; the key dies with their account and can do no more than they may. */
  readonly ownerId: string;
  readonly scopes: readonly Permission[];
}

/** Whoever asks for something. */
export type Actor = AgentActor | ApiKeyActor;

export function permissionsOfRole(role: Role): readonly Permission[] {
  return ofRole[role];
}

export function permissionsOf(actor: Actor): readonly Permission[] {
  return actor.kind === "agent" ? ofRole[actor.role] : actor.scopes;
}

export function can(actor: Actor, permission: Permission): boolean {
  return permissionsOf(actor).includes(permission);
}

/** Nobody hands on more than they have: a key that may manage agents can't make itself an admin. */
export function mayGrant(actor: Actor, granted: readonly Permission[]): boolean {
  return granted.every((permission) => can(actor, permission));
}

/** How an actor is written into the audit log, rate limits and idempotency keys. */
export function actorKey(actor: Actor): string {
  return `${actor.kind}:${actor.id}`;
}
