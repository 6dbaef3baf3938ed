import type { Logger } from "pino";
import type { Clock } from "../adapter/index.ts";
import type { Database } from "../db/database.ts";
import type { EventLog } from "../realtime/event-log.ts";
import type { TimeBox } from "./attempt.ts";
import type { Files } from "./calls.ts";
import type { Sessions } from "./sessions.ts";

/** Everything that delivering takes. */
export interface DispatcherParts {
  readonly database: Database;
  readonly events: EventLog;
  readonly sessions: Sessions;
  readonly files: Files;
  /** Whether the one who asked for a delivery may still do so. */
  readonly mayStillSend: (requestedBy: string) => Promise<boolean>;
  readonly clock: Pick<Clock, "now">;
  readonly log: Logger;
  /** Other than 30 s for a text and 180 s where there are files. */
  readonly timeBox?: TimeBox;
}
