import { z } from "zod";
import { type AgentActor, permissionNames, permissionsOf, roles } from "../../auth/permissions.ts";
import { id } from "../fields.ts";

export const sessionSchema = z
  .object({
    agent: z.object({
      id,
      email: z.string(),
      name: z.string(),
      role: z.enum(roles),
      locale: z.string(),
    }),
    permissions: z.array(z.enum(permissionNames)).meta({ description: "What this agent may do" }),
  })
  .meta({ id: "Session", description: "Who is signed in" });

export function sessionView(agent: Omit<AgentActor, "kind">): z.input<typeof sessionSchema> {
  return { agent, permissions: [...permissionsOf({ ...agent, kind: "agent" })] };
}
