import { z } from "zod";
import type { ApiKeys } from "../../../auth/api-keys.ts";
import { type Route, route } from "../../route.ts";
import { apiKeySchema, apiKeyView } from "../../views/api-keys.ts";

export const listApiKeys = (apiKeys: ApiKeys): Route =>
  route({
    method: "GET",
    path: "/api/v1/api-keys",
    name: "listApiKeys",
    summary: "All API keys, without their secrets",
    access: "keys:manage",
    responses: { 200: z.object({ items: z.array(apiKeySchema) }) },
    async handle({ reply }) {
      return reply(200, { items: (await apiKeys.list()).map(apiKeyView) });
    },
  });
