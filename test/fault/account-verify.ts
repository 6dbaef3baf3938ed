import type { Queries } from "../../src/db/database.ts";
import type { Account } from "./account.ts";
import type { AccountLoad } from "./account-load.ts";
import { eventually } from "./waiting.ts";

const stated = /from (\S+ \S+) to (\S+ \S+) \(UTC\) may be missing/;
/** The statement counts whole seconds. */
const roundedMs = 1_000;

/** Waits until nothing is under way, and compares what happened outside with what the hub has. */
export async function verifyAccount(
  account: Account,
  load: AccountLoad,
  db: Queries,
): Promise<readonly string[]> {
  const keepsBacklog = account.simulator.abilities.backlog;
  await settled(load, db, keepsBacklog);
  const violations = [...load.violations];
  const inbound = await counted(db, "inbound");
  const gaps = await statedGaps(db);
  for (const { text, at } of load.written) {
    const rows = inbound.get(text) ?? 0;
    if (rows > 1) violations.push(`doubled: ${text} has ${rows} rows`);
    if (rows > 0) continue;
    const isStated = gaps.some(([from, until]) => at >= from && at <= until + roundedMs);
    if (keepsBacklog) violations.push(`lost: ${text}`);
    else if (!isStated) violations.push(`lost without a word: ${text}, at ${at}`);
  }
  const outbound = await db
    .selectFrom("messages")
    .select(["id", "parts", "delivery_state"])
    .where("direction", "=", "outbound")
    .execute();
  const byId = new Map(outbound.map((row) => [row.id, row]));
  for (const { text, messageId } of load.asked) {
    const arrived = account.simulator
      .sent()
      .filter(({ parts: [part] }) => part?.type === "text" && part.text.text === text).length;
    if (arrived > 1) violations.push(`sent twice: ${text} arrived ${arrived} times`);
    const row = byId.get(messageId ?? "");
    if (row === undefined) violations.push(`reply lost: ${text}`);
    const state = row?.delivery_state ?? "none";
    const isTrue =
      state === "unknown" || (["sent", "delivered", "read"].includes(state) && arrived === 1);
    if (row !== undefined && !isTrue)
      violations.push(`${text} is ${state}, and arrived ${arrived} times`);
  }
  const copies = await counted(db, "outbound");
  for (const [text, rows] of copies) {
    if (rows > 1) violations.push(`doubled: our ${text} has ${rows} rows`);
  }
  return violations;
}

async function settled(load: AccountLoad, db: Queries, keepsBacklog: boolean): Promise<void> {
  const open = db
    .selectFrom("deliveries")
    .select(["state", "code", "attempts"])
    .where("state", "in", ["queued", "sending"]);
  await eventually("all replies to be settled", async () => (await open.execute()).length === 0, {
    withinMs: 240_000,
    found: async () => JSON.stringify((await open.execute()).slice(0, 5)),
  });
  if (!keepsBacklog) return;
  await eventually(
    "all messages to be caught up",
    async () => {
      const known = await counted(db, "inbound");
      return load.written.every(({ text }) => known.has(text));
    },
    { withinMs: 120_000, found: () => "Some are missing." },
  ).catch((error: unknown) => {
    // Which ones, the comparison says.
    load.violations.push(String(error));
  });
}

/** How often each text is stored. */
async function counted(
  db: Queries,
  direction: "inbound" | "outbound",
): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom("messages")
    .select("parts")
    .where("direction", "=", direction)
    .execute();
  const counts = new Map<string, number>();
  for (const { parts } of rows) {
    const text = /"text":"(.*?)"/.exec(parts)?.[1] ?? "";
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return counts;
}

/** What the channel said may be missing, from when until when (ms). */
async function statedGaps(db: Queries): Promise<readonly (readonly [number, number])[]> {
  const rows = await db
    .selectFrom("events")
    .select("data")
    .where("type", "=", "channel.updated")
    .execute();
  return rows.flatMap(({ data }) => {
    const match = stated.exec(data);
    if (match === null) return [];
    const [from = 0, until = 0] = match
      .slice(1)
      .map((time) => Date.parse(`${time.replace(" ", "T")}Z`));
    return [[from, until] as const];
  });
}
