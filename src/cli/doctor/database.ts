import { existsSync } from "node:fs";
import path from "node:path";
import type { Database } from "../../db/database.ts";
import { DatabaseTooNewError, migrationState } from "../../db/migrate.ts";
import type { Settings } from "../../../config/settings.ts";
import { databaseFile, withOpenDatabase } from "../local-database.ts";
import { explainStart } from "../start-problems.ts";
import { checkChannels } from "./channels.ts";
import { checkClock } from "./clock.ts";
import { type Check, failOfStart, type Finding, ok, warn } from "./finding.ts";

const subject = "database";

/** Everything that takes the database: itself, the clock it has, and the channels in it. */
export const checkDatabase: Check = async (settings) => {
  const file = databaseFile(settings);
  if (file !== undefined && !existsSync(file)) {
    return [ok(subject, `${path.resolve(file)} will be made at the first start`)];
  }
  try {
    return await withOpenDatabase(settings, (database) => look(database, settings));
  } catch (error) {
    return [failOfStart(subject, explainStart(error, settings).message)];
  }
};

async function look(database: Database, settings: Settings): Promise<readonly Finding[]> {
  const warnings = await database.selfTest();
  const { pending, unknown } = await migrationState(database.queries);
  if (unknown.length > 0) {
    return [failOfStart(subject, new DatabaseTooNewError(unknown).message)];
  }
  const where = database.dialect === "sqlite" ? (databaseFile(settings) ?? "") : "the server";
  const findings: Finding[] = [ok(subject, `${where} answers and keeps what it is given`)];
  for (const warning of warnings) {
    findings.push(
      warn(subject, `${warning}.`, "Change it in the configuration of the database server."),
    );
  }
  findings.push(await checkClock(database));
  if (pending.length > 0) {
    return [...findings, ok("migrations", `${pending.length} will run at the next start`)];
  }
  return [
    ...findings,
    ok("migrations", "none is missing"),
    ...(await checkChannels(database, settings)),
  ];
}
