import { actorKey } from "../../../auth/permissions.ts";
import type { HubSettings } from "../../../hub/hub-settings.ts";
import { type Route, route } from "../../route.ts";
import { hubChoices, hubSchema, hubView } from "../../views/hub-settings.ts";

export const changeHub = (hubSettings: HubSettings): Route =>
  route({
    method: "PATCH",
    path: "/api/v1/hub",
    name: "changeHub",
    summary: "Change the hub's own settings",
    description: "What is absent stays as it is.",
    access: "hub:manage",
    body: hubChoices.partial(),
    responses: { 200: hubSchema },
    async handle({ actor, body, reply }) {
      return reply(200, hubView(await hubSettings.change(actorKey(actor), body)));
    },
  });
