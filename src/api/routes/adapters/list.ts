import { z } from "zod";
import type { AdapterRegistry } from "../../../channels/registry.ts";
import { type Route, route } from "../../route.ts";

export const listAdapters = (registry: AdapterRegistry): Route =>
  route({
    method: "GET",
    path: "/api/v1/adapters",
    name: "listAdapters",
    summary: "The platforms that this hub knows",
    access: "channels:manage",
    responses: {
      200: z.object({
        items: z.array(z.object({ name: z.string() })),
        problems: z
          .array(z.object({ package: z.string(), problem: z.string() }))
          .meta({ description: "Adapter packages that can't be used, and why" }),
      }),
    },
    handle: ({ reply }) =>
      Promise.resolve(
        reply(200, {
          items: registry.names().map((name) => ({ name })),
          problems: [...registry.problems()],
        }),
      ),
  });
