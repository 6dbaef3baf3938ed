import { z } from "zod";
import type { Agents } from "../../../auth/agents.ts";
import { id } from "../../fields.ts";
import { type Route, route } from "../../route.ts";
import { agentSchema, agentView } from "../../views/agents.ts";

export const getAgent = (agents: Agents): Route =>
  route({
    method: "GET",
    path: "/api/v1/agents/:agentId",
    name: "getAgent",
    summary: "One agent",
    access: "agents:read",
    params: z.object({ agentId: id }),
    responses: { 200: agentSchema },
    problems: ["agent-not-found"],
    async handle({ params, reply }) {
      return reply(200, agentView(await agents.get(params.agentId)));
    },
  });
