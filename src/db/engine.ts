import type { Kysely } from "kysely";
import type { Schema } from "./schema/index.ts";

/** What each of the two databases brings. */
export interface Engine {
  readonly dialect: "sqlite" | "mysql";
  readonly queries: Kysely<Schema>;
  /** As `Database.selfTest`. */
  selfTest(): Promise<readonly string[]>;
  close(): Promise<void>;
}
