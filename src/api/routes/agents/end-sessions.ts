import { z } from "zod";
import type { Agents } from "../../../auth/agents.ts";
import { id } from "../../fields.ts";
import { noContent, type Route, route } from "../../route.ts";

export const endSessions = (agents: Agents): Route =>
  route({
    method: "DELETE",
    path: "/api/v1/agents/:agentId/sessions",
    name: "endSessions",
    summary: "Sign an agent out everywhere, at once",
    access: "agents:manage",
    params: z.object({ agentId: id }),
    responses: { 204: noContent },
    problems: ["agent-not-found", "beyond-own-permissions"],
    async handle({ actor, params, reply }) {
      await agents.endSessions(actor, params.agentId);
      return reply(204);
    },
  });
