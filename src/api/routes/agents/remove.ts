import { z } from "zod";
import type { Agents } from "../../../auth/agents.ts";
import { id } from "../../fields.ts";
import { noContent, type Route, route } from "../../route.ts";

export const removeAgent = (agents: Agents): Route =>
  route({
    method: "DELETE",
    path: "/api/v1/agents/:agentId",
    name: "removeAgent",
    summary: "Remove an agent",
    description: "Their sessions and API keys stop at once; their messages keep their name.",
    access: "agents:manage",
    params: z.object({ agentId: id }),
    responses: { 204: noContent },
    problems: ["agent-not-found", "last-admin", "beyond-own-permissions"],
    async handle({ actor, params, reply }) {
      await agents.remove(actor, params.agentId);
      return reply(204);
    },
  });
