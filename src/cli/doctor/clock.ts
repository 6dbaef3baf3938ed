import type { Database } from "../../db/database.ts";
import { serverTime } from "../../db/server-time.ts";
import { fail, type Finding, ok, warn } from "./finding.ts";

const subject = "clock";
/** A channel's lease lasts 30 s: clocks that differ by much make two processes take it from each other. */
const worrying = 2_000;
const dangerous = 10_000;

/** Compares this machine's clock with the database server's. */
export async function checkClock(database: Database): Promise<Finding> {
  if (database.dialect === "sqlite") {
    return ok(subject, `says ${new Date().toISOString()}; the embedded database goes by it`);
  }
  const asked = Date.now();
  const theirs = (await serverTime(database)).getTime();
  return clockFinding(Math.round(theirs - (asked + Date.now()) / 2));
}

/** @param ms How much the database's clock is ahead of ours. */
export function clockFinding(ms: number): Finding {
  if (Math.abs(ms) < worrying) return ok(subject, "agrees with the database server's");
  const by = `${Math.abs(ms) / 1000} s ${ms > 0 ? "ahead of" : "behind"}`;
  const text = `The database server's clock is ${by} this machine's.`;
  const fix = "Let both machines set their clocks by NTP (timedatectl set-ntp true).";
  return Math.abs(ms) < dangerous ? warn(subject, text, fix) : fail(subject, text, fix);
}
