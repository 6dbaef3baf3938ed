import { residentMb, hubEnvironment } from "./bench-hub.ts";
import type { BenchDatabase } from "./databases.ts";
import { startHub } from "./hub-process.ts";

export interface StartFigures {
  /** From the start of the process to "ready", on a migrated database, ms. */
  readonly readyMs: number;
  /** Resident memory then, MB. */
  readonly residentMb: number;
}

export async function startRun(fresh: () => Promise<BenchDatabase>): Promise<StartFigures> {
  const database = await fresh();
  const hub = await startHub(hubEnvironment(database));
  const figures = { readyMs: hub.readyMs, residentMb: residentMb(hub.pid) };
  await hub.stop();
  await database.drop();
  return figures;
}
