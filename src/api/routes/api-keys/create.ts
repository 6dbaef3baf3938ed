import { z } from "zod";
import type { ApiKeys } from "../../../auth/api-keys.ts";
import { permissionNames } from "../../../auth/permissions.ts";
import { line, time } from "../../fields.ts";
import { type Route, route } from "../../route.ts";
import { apiKeySchema, apiKeyView } from "../../views/api-keys.ts";

export const createApiKey = (apiKeys: ApiKeys): Route =>
  route({
    method: "POST",
    path: "/api/v1/api-keys",
    name: "createApiKey",
    summary: "Make an API key",
    description: "The only answer that ever has the secret. A key can't do more than its maker.",
    access: "keys:manage",
    body: z.strictObject({
      name: line(100),
      scopes: z.array(z.enum(permissionNames)).min(1).max(permissionNames.length),
      expiresAt: time
        .refine((at) => new Date(at) > new Date(), "must be in the future")
        .optional()
        .meta({ description: "Without it the key lasts until it is revoked" }),
    }),
    responses: { 201: z.object({ ...apiKeySchema.shape, secret: z.string() }) },
    problems: ["beyond-own-permissions"],
    async handle({ actor, body, reply }) {
      const expiresAt = body.expiresAt === undefined ? undefined : new Date(body.expiresAt);
      const { key, secret } = await apiKeys.create(actor, { ...body, expiresAt });
      return reply(201, { ...apiKeyView(key), secret });
    },
  });
