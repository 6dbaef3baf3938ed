import type { Database } from "../db/database.ts";
import { anySealed } from "./channel-store.ts";
import type { Sealing } from "./sealing.ts";

/** For the start: @throws SealingError when what is stored was sealed with another key. */
export async function requireFittingKey(database: Database, sealing: Sealing): Promise<void> {
  const sealed = await anySealed(database.queries);
  if (sealed !== undefined) sealing.requireOwn(sealed);
}
