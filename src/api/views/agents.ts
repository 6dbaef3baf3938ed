import { z } from "zod";
import type { Agent } from "../../auth/agent.ts";
import { roles } from "../../auth/permissions.ts";
import { id, time } from "../fields.ts";

export const agentSchema = z
  .object({
    id,
    email: z.string(),
    name: z.string(),
    role: z.enum(roles),
    locale: z.string(),
    createdAt: time,
  })
  .meta({ id: "Agent", description: "Someone who answers or administers" });

export function agentView(agent: Agent): z.input<typeof agentSchema> {
  return { ...agent, createdAt: agent.createdAt.toISOString() };
}
