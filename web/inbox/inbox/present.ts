import type { Presence } from "../api/schema.ts";
import { Store } from "../app/store.ts";

/** Who has a conversation before them, by conversation, as the hub said last. */
export const present = new Store<ReadonlyMap<string, Presence["agents"]>>(new Map());

export function takePresence({ conversationId, agents }: Presence): void {
  present.update((all) => {
    const rest = [...all].filter(([id]) => id !== conversationId);
    return new Map(agents.length === 0 ? rest : [...rest, [conversationId, agents]]);
  });
}
