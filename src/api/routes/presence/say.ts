import { z } from "zod";
import type { Presence } from "../../../inbox/presence.ts";
import { id } from "../../fields.ts";
import { type Route, route } from "../../route.ts";
import { doing, presenceSchema, presenceView } from "../../views/presence.ts";
import { pathOfWindow, presenceWeight, windowParams } from "./window.ts";

export const sayPresence = (presence: Presence): Route =>
  route({
    method: "PUT",
    path: pathOfWindow,
    name: "sayPresence",
    summary: "Tell colleagues which conversation one has before oneself",
    description:
      "In the place of what was said for that window before. It is forgotten after 20 seconds: say it again every 8. Answers with the others who are there; later changes come as `presence.changed` in the event stream.",
    access: "signed-in",
    weight: presenceWeight,
    params: windowParams,
    body: z.strictObject({ conversationId: id, doing }),
    responses: { 200: presenceSchema },
    async handle({ actor, params, body, reply }) {
      const agents = await presence.say({ agentId: actor.id, windowId: params.windowId }, body);
      return reply(200, presenceView({ conversationId: body.conversationId, agents }));
    },
  });
