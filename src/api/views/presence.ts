import { z } from "zod";
import { doings, type PresenceSignal } from "../../inbox/presence.ts";
import { id } from "../fields.ts";

export const doing = z.enum(doings);

const presentAgentsSchema = z
  .array(z.object({ agentId: id, doing }))
  .meta({ description: "Who has it before them" });

export const presenceSchema = z
  .object({ conversationId: id, agents: presentAgentsSchema })
  .meta({ id: "Presence", description: "Who looks at a conversation or writes in it" });

export function presenceView(signal: PresenceSignal): z.input<typeof presenceSchema> {
  return { conversationId: signal.conversationId, agents: [...signal.agents] };
}
