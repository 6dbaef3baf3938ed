import type { Logger } from "pino";
import type { Clock } from "../adapter/index.ts";
import type { Database } from "../db/database.ts";
import type { EventLog } from "../realtime/event-log.ts";
import type { LeaseOwner } from "./lease-owner.ts";
import type { EventSink, Live } from "./live.ts";
import type { LoginPrompts } from "./login-prompts.ts";
import type { PrivateDirectories } from "./private-directory.ts";
import type { AdapterRegistry } from "./registry.ts";
import type { Sealing } from "./sealing.ts";

/** Everything that running channels takes. */
export interface SupervisorParts {
  readonly database: Database;
  readonly events: EventLog;
  readonly registry: AdapterRegistry;
  readonly sink: EventSink;
  readonly live: Live;
  readonly sealing: Sealing;
  readonly directories: PrivateDirectories;
  readonly prompts: LoginPrompts;
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  readonly log: Logger;
  readonly owner: LeaseOwner;
  /** Where platforms reach a channel; absent without a public address. */
  readonly webhookUrl?: (channelId: string) => string;
  /** Of the back-off's jitter, from 0 to 1. */
  readonly random?: () => number;
}
