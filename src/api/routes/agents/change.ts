import { z } from "zod";
import type { Agents } from "../../../auth/agents.ts";
import { roles } from "../../../auth/permissions.ts";
import { id, line, locale, newPassword } from "../../fields.ts";
import { type Route, route } from "../../route.ts";
import { agentSchema, agentView } from "../../views/agents.ts";

export const changeAgent = (agents: Agents): Route =>
  route({
    method: "PATCH",
    path: "/api/v1/agents/:agentId",
    name: "changeAgent",
    summary: "Change an agent",
    description: "A new password signs the agent out everywhere.",
    access: "agents:manage",
    params: z.object({ agentId: id }),
    body: z.strictObject({
      name: line(100).optional(),
      role: z.enum(roles).optional(),
      locale: locale.optional(),
      password: newPassword.optional(),
    }),
    responses: { 200: agentSchema },
    problems: ["agent-not-found", "last-admin", "beyond-own-permissions"],
    async handle({ actor, params, body, reply }) {
      return reply(200, agentView(await agents.change(actor, params.agentId, body)));
    },
  });
