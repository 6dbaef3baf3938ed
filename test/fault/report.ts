import type { Queries } from "../../src/db/database.ts";
import type { History } from "./history.ts";
import type { Site } from "./site.ts";

/** Prints one line about a run when it is over. */
export function report(what: string) {
  const begun = performance.now();
  return async (site: Site, history: History, db: Queries): Promise<void> => {
    const states = await db
      .selectFrom("messages")
      .select(({ fn }) => ["delivery_state as state", fn.countAll<number>().as("count")])
      .where("direction", "=", "outbound")
      .groupBy("delivery_state")
      .execute();
    const unknown = await db
      .selectFrom("messages")
      .select("id")
      .where("delivery_state", "=", "unknown")
      .execute();
    const ids = new Set(unknown.map(({ id }) => id));
    const asked = new Set(
      history.asked.flatMap((one) => (ids.has(one.messageId ?? "") ? [one.text] : [])),
    );
    const arrived = site.bots
      .flatMap(({ simulator }) => simulator.sent())
      .filter(({ parts: [part] }) => {
        return part?.type === "text" && asked.has(part.text.text);
      });
    const refused = [...history.refusedWith].map(([code, count]) => `${count} × ${code}`);
    const answers = [...site.door.answers].map(([status, count]) => `${count} × ${status}`);
    process.stdout.write(
      `fault: ${what}: ${history.said.length} messages, ${history.edits} edits, ${history.repeats} redeliveries; ` +
        `${history.asked.length} replies (${states.map(({ state, count }) => `${count} ${state}`).join(", ")}` +
        `; ${arrived.length} of the unknown arrived${refused.length === 0 ? "" : `; refused ${refused.join(", ")}`}); webhooks ${answers.join(", ")}; ` +
        `${Math.round((performance.now() - begun) / 1000)} s\n`,
    );
  };
}
