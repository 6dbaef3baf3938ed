import { z } from "zod";
import type { ApiKeys } from "../../../auth/api-keys.ts";
import { id } from "../../fields.ts";
import { noContent, type Route, route } from "../../route.ts";

export const revokeApiKey = (apiKeys: ApiKeys): Route =>
  route({
    method: "DELETE",
    path: "/api/v1/api-keys/:apiKeyId",
    name: "revokeApiKey",
    summary: "Revoke an API key, at once",
    access: "keys:manage",
    params: z.object({ apiKeyId: id }),
    responses: { 204: noContent },
    problems: ["api-key-not-found"],
    async handle({ actor, params, reply }) {
      await apiKeys.revoke(actor, params.apiKeyId);
      return reply(204);
    },
  });
