import { z } from "zod";
import { settingsJsonSchema } from "../../../adapter/index.ts";
import type { AdapterRegistry } from "../../../channels/registry.ts";
import { json } from "../../fields.ts";
import { type Route, route } from "../../route.ts";
import { capabilitiesSchema, capabilitiesView } from "../../views/capabilities.ts";

export const getAdapter = (registry: AdapterRegistry): Route =>
  route({
    method: "GET",
    path: "/api/v1/adapters/:adapter",
    name: "getAdapter",
    summary: "What a platform can do, and what it needs to know",
    description: "Loads the adapter's code, which may take a second for a large one.",
    access: "channels:manage",
    params: z.object({ adapter: z.string().regex(/^[a-z0-9-]{1,64}$/) }),
    responses: {
      200: z.object({
        name: z.string(),
        displayName: z.string(),
        capabilities: capabilitiesSchema,
        settingsSchema: z
          .record(z.string(), json)
          .meta({ description: "JSON Schema (2020-12); `writeOnly` fields are secret" }),
      }),
    },
    problems: ["adapter-not-found", "adapter-broken"],
    async handle({ params, reply }) {
      const { name, displayName, capabilities, settings } = await registry.get(params.adapter);
      return reply(200, {
        name,
        displayName,
        capabilities: capabilitiesView(capabilities),
        settingsSchema: { ...settingsJsonSchema(settings) },
      });
    },
  });
