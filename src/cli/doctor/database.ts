import { existsSync } from "node:fs";
import path from "node:path";
import { type Database, openDatabase } from "../../db/database.ts";
import { DatabaseTooNewError, migrationState } from "../../db/migrate.ts";
import { serverTime } from "../../db/server-time.ts";
import type { Settings } from "../../../config/settings.ts";
import { databaseFile, databaseUrl } from "../local-database.ts";
import { explainStart } from "../start-problems.ts";
import { checkChannels } from "./channels.ts";
import { type Check, fail, failOfStart, type Finding, ok, warn } from "./finding.ts";

const subject = "database";
/** A channel's lease lasts 30 s: clocks that differ by more make two processes take it from each other. */
const worrying = 2_000;
const dangerous = 10_000;

/** Everything that takes the database: itself, the clock it has, and the channels in it. */
export const checkDatabase: Check = async (settings) => {
  const file = databaseFile(settings);
  if (file !== undefined && !existsSync(file)) {
    return [ok(subject, `${path.resolve(file)} will be made at the first start`)];
  }
  const database = openDatabase(databaseUrl(settings));
  try {
    return await look(database, settings);
  } catch (error) {
    return [failOfStart(subject, explainStart(error, settings).message)];
  } finally {
    await database.close();
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
  findings.push(await clock(database));
  if (pending.length > 0) {
    return [...findings, ok("migrations", `${pending.length} will run at the next start`)];
  }
  return [
    ...findings,
    ok("migrations", "none is missing"),
    ...(await checkChannels(database, settings)),
  ];
}

async function clock(database: Database): Promise<Finding> {
  const asked = Date.now();
  const theirs = (await serverTime(database)).getTime();
  const skew = Math.round(theirs - (asked + Date.now()) / 2);
  if (Math.abs(skew) < worrying) return ok("clock", "agrees with the database's");
  const text = `The database's clock is ${Math.abs(skew) / 1000} s ${skew > 0 ? "ahead of" : "behind"} this machine's.`;
  const fix = "Let both machines set their clocks by NTP (timedatectl set-ntp true).";
  return Math.abs(skew) < dangerous ? warn("clock", text, fix) : fail("clock", text, fix);
}
