import type { Writes } from "../db/database.ts";
import type { RecordEvent } from "../realtime/event-log.ts";

/** Where outcomes are written. The conversation is locked already: whoever writes into one locks it first. */
export interface OutcomeContext {
  readonly trx: Writes;
  readonly record: RecordEvent;
  readonly now: number;
}
