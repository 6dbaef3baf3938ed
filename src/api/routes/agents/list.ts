import { z } from "zod";
import type { Agents } from "../../../auth/agents.ts";
import { type Route, route } from "../../route.ts";
import { agentSchema, agentView } from "../../views/agents.ts";

export const listAgents = (agents: Agents): Route =>
  route({
    method: "GET",
    path: "/api/v1/agents",
    name: "listAgents",
    summary: "All agents",
    access: "agents:read",
    responses: { 200: z.object({ items: z.array(agentSchema) }) },
    async handle({ reply }) {
      return reply(200, { items: (await agents.list()).map(agentView) });
    },
  });
