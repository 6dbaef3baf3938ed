import type { Operations } from "../api/schema.ts";
import { hub } from "../api/hub.ts";
import { randomKey } from "../app/random-key.ts";
import { storedValue } from "../app/store.ts";

export type BulkOrder = Operations["startBulkChange"]["body"]["change"];

type Jobs = Readonly<Record<string, string>>;

/** The bulk change that each agent has last asked for here: its progress is shown again after a reload. */
export const bulkJobs = storedValue<Jobs>(
  "bulk",
  {},
  (value): value is Jobs =>
    typeof value === "object" &&
    value !== null &&
    Object.values(value).every((id) => typeof id === "string"),
);

export function showJob(agentId: string, bulkChangeId: string | undefined): void {
  bulkJobs.update((jobs) => {
    const others = Object.entries(jobs).filter(([id]) => id !== agentId);
    const own = bulkChangeId === undefined ? [] : [[agentId, bulkChangeId] as const];
    return Object.fromEntries([...others, ...own]);
  });
}

export async function startJob(
  agentId: string,
  conversationIds: readonly string[],
  change: BulkOrder,
): Promise<void> {
  const body = { conversationIds: [...conversationIds], change };
  const { id } = await hub("startBulkChange", { body, idempotencyKey: randomKey() });
  showJob(agentId, id);
}
