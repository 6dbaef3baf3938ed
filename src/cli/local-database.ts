import { existsSync } from "node:fs";
import path from "node:path";
import type { Settings } from "../../config/settings.ts";
import type { Database } from "../db/database.ts";
import { Failure } from "./failure.ts";
import { explainStart } from "./start-problems.ts";

/** The database as the hub would open it. */
function databaseUrl(settings: Settings): string {
  return settings.DATABASE_URL ?? `sqlite:${path.join(settings.DATA_DIRECTORY, "switchboard.db")}`;
}

/** Of the embedded database; undefined when there is a server. */
export function databaseFile(settings: Settings): string | undefined {
  const url = databaseUrl(settings);
  return url.startsWith("sqlite:") ? url.slice("sqlite:".length) : undefined;
}

/** Works on the hub's own database, whether the hub runs or not. @throws Failure when there is none, or an old one. */
export async function withDatabase<T>(
  settings: Settings,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const file = databaseFile(settings);
  if (file !== undefined && !existsSync(file)) {
    throw new Failure(
      `There is no database at ${path.resolve(file)} yet. Start the hub once, or set DATA_DIRECTORY (or DATABASE_URL) as for the hub.`,
    );
  }
  const { DatabaseTooNewError, migrationState } = await import("../db/migrate.ts");
  try {
    return await withOpenDatabase(settings, async (database) => {
      const { pending, unknown } = await migrationState(database.queries);
      if (unknown.length > 0) throw new DatabaseTooNewError(unknown);
      if (pending.length > 0) {
        throw new Failure(
          "The database is empty or of an older version. Start the hub once to bring it up.",
        );
      }
      return await work(database);
    });
  } catch (error) {
    throw explainStart(error, settings);
  }
}

/** Opens the hub's database as it is, and closes it. */
export async function withOpenDatabase<T>(
  settings: Settings,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const { openDatabase } = await import("../db/database.ts");
  const database = openDatabase(databaseUrl(settings));
  let result: T;
  try {
    result = await work(database);
  } catch (error) {
    // What could not be opened can't be closed either, and says the same again.
    await database.close().catch(() => undefined);
    throw error;
  }
  await database.close();
  return result;
}
