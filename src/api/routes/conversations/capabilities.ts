import { z } from "zod";
import type { ConversationCapabilities } from "../../../inbox/conversation-capabilities.ts";
import { id } from "../../fields.ts";
import { type Route, route } from "../../route.ts";
import { capabilitiesSchema, capabilitiesView } from "../../views/capabilities.ts";

export const getCapabilities = (capabilities: ConversationCapabilities): Route =>
  route({
    method: "GET",
    path: "/api/v1/conversations/:conversationId/capabilities",
    name: "getCapabilities",
    summary: "What can be sent in a conversation",
    description: "`fallback`: delivered, degraded. `none`: refused before anything is sent.",
    access: "conversations:read",
    params: z.object({ conversationId: id }),
    responses: { 200: capabilitiesSchema },
    problems: ["conflict"],
    async handle({ params, reply }) {
      return reply(200, capabilitiesView(await capabilities.of(params.conversationId)));
    },
  });
