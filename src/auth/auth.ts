import type { Database } from "../db/database.ts";
import type { EventLog } from "../realtime/event-log.ts";
import { Agents } from "./agents.ts";
import { ApiKeys } from "./api-keys.ts";
import { Audit } from "./audit.ts";
import { PasswordCheck } from "./passwords.ts";
import { Sessions } from "./sessions.ts";
import { Setup } from "./setup.ts";
import { SignIn } from "./sign-in.ts";
import { Standing } from "./standing.ts";
import { SignInThrottle, type ThrottleLimits } from "./sign-in-throttle.ts";

/** Who may do what, and how they prove who they are. */
export interface Auth {
  readonly agents: Agents;
  readonly sessions: Sessions;
  readonly apiKeys: ApiKeys;
  readonly setup: Setup;
  readonly signIn: SignIn;
  readonly throttle: SignInThrottle;
  readonly audit: Audit;
  readonly standing: Standing;
}

export function createAuth(parts: {
  readonly database: Database;
  readonly events: EventLog;
  readonly now?: () => Date;
  readonly throttleLimits?: ThrottleLimits;
}): Auth {
  const { database, events, now = () => new Date() } = parts;
  const passwords = new PasswordCheck();
  const throttle = new SignInThrottle(parts.throttleLimits);
  const audit = new Audit(database, now);
  const sessions = new Sessions(database, now);
  const agents = new Agents({ database, events, audit, passwords, throttle, now });
  return {
    agents,
    sessions,
    apiKeys: new ApiKeys(database, audit, now),
    setup: new Setup({ database, events, agents, now }),
    signIn: new SignIn({ database, passwords, sessions, throttle }),
    throttle,
    audit,
    standing: new Standing(database, now),
  };
}
