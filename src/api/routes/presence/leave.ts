import type { Presence } from "../../../inbox/presence.ts";
import { noContent, type Route, route } from "../../route.ts";
import { pathOfWindow, presenceWeight, windowParams } from "./window.ts";

export const leavePresence = (presence: Presence): Route =>
  route({
    method: "DELETE",
    path: pathOfWindow,
    name: "leavePresence",
    summary: "Tell colleagues that a window shows no conversation any more",
    access: "signed-in",
    weight: presenceWeight,
    params: windowParams,
    responses: { 204: noContent },
    async handle({ actor, params, reply }) {
      await presence.leave({ agentId: actor.id, windowId: params.windowId });
      return reply(204);
    },
  });
