import type { Writes } from "../db/database.ts";
import type { RecordEvent } from "../realtime/event-log.ts";
import type { Known, Learned } from "./known.ts";

/** What a change of something stored is written with. */
export type ChangeContext = Pick<BatchContext, "trx" | "record" | "now">;

/** How a batch is stored. */
export interface BatchContext {
  readonly trx: Writes;
  readonly record: RecordEvent;
  readonly known: Known;
  readonly learned: Learned;
  /** Look first whether messages are stored already: not done until a batch has failed on it. */
  readonly careful: boolean;
  /** Nothing in the batch changes conversations but new messages: what is known of them holds until it is written. */
  readonly onlyMessages: boolean;
  readonly now: number;
}
