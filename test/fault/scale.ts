/**
 * How hard the suite tries. FAULT_KILLS sets the scale (200 is the full run; CI takes less), the others follow unless
 * they are set by themselves.
 */
const kills = number("FAULT_KILLS", 200);

export const scale = {
  kills,
  /** Of one of two hubs. */
  killsOfSeveral: Math.max(3, Math.round(kills / 5)),
  stops: number("FAULT_TERMS", Math.max(5, Math.round(kills / 4))),
  /** Of the hub, and as many of the session, for each adapter that is isolated. */
  accountKills: number("FAULT_ACCOUNT_KILLS", Math.max(2, Math.round(kills / 4))),
  databaseKills: number("FAULT_DB_KILLS", Math.max(3, Math.round(kills / 10))),
  /** In the full run longer than any lease lasts. */
  databaseAwayMs: number("FAULT_DB_AWAY_MS", kills >= 200 ? 60_000 : 5_000),
  /** Generated events. */
  events: number("EVENTS", kills >= 200 ? 100_000 : 20_000),
} as const;

function number(name: string, otherwise: number): number {
  const given = process.env[name];
  const value = given === undefined || given === "" ? otherwise : Number(given);
  if (!Number.isInteger(value) || value < 0) throw new Error(`${name} has to be a whole number.`);
  return value;
}
