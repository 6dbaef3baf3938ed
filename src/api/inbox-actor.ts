import { type Actor, actorKey } from "../auth/permissions.ts";
import type { InboxActor } from "../inbox/author.ts";

/** Who asks, as the inbox knows them: what a program writes is no agent's, also where an agent owns its key. */
export function inboxActor(actor: Actor): InboxActor {
  return {
    key: actorKey(actor),
    agentId: actor.kind === "agent" ? actor.id : null,
    name: actor.name,
  };
}
