import { z } from "zod";
import type { Agents } from "../../../auth/agents.ts";
import { roles } from "../../../auth/permissions.ts";
import { emailAddress, line, locale, newPassword } from "../../fields.ts";
import { type Route, route } from "../../route.ts";
import { agentSchema, agentView } from "../../views/agents.ts";

export const createAgent = (agents: Agents): Route =>
  route({
    method: "POST",
    path: "/api/v1/agents",
    name: "createAgent",
    summary: "Add an agent",
    access: "agents:manage",
    body: z.strictObject({
      email: emailAddress,
      name: line(100),
      role: z.enum(roles),
      password: newPassword.meta({ description: "To be changed by the agent" }),
      locale: locale.optional(),
    }),
    responses: { 201: agentSchema },
    problems: ["email-taken", "beyond-own-permissions"],
    async handle({ actor, body, reply }) {
      return reply(201, agentView(await agents.create(actor, body)));
    },
  });
