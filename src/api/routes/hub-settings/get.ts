import type { HubSettings } from "../../../hub/hub-settings.ts";
import { type Route, route } from "../../route.ts";
import { hubSchema, hubView } from "../../views/hub-settings.ts";

export const getHub = (hubSettings: HubSettings): Route =>
  route({
    method: "GET",
    path: "/api/v1/hub",
    name: "getHub",
    summary: "The hub's own settings",
    description: "Its name, time zone, hours and language, and how far it is set up.",
    access: "channels:read",
    responses: { 200: hubSchema },
    async handle({ reply }) {
      return reply(200, hubView(await hubSettings.get()));
    },
  });
