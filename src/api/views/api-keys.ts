import { z } from "zod";
import type { ApiKey } from "../../auth/api-key.ts";
import { permissionNames } from "../../auth/permissions.ts";
import { id, time } from "../fields.ts";

export const apiKeySchema = z
  .object({
    id,
    name: z.string(),
    prefix: z.string().meta({ description: "How the secret begins", example: "swb_1f9a03c7" }),
    scopes: z.array(z.enum(permissionNames)),
    ownerId: id.meta({ description: "The agent whose key it is; it ends with their account" }),
    createdAt: time,
    lastUsedAt: time.nullable().meta({ description: "To the minute" }),
    expiresAt: time.nullable(),
  })
  .meta({ id: "ApiKey", description: "A program's way in" });

export function apiKeyView(key: ApiKey): z.input<typeof apiKeySchema> {
  return {
    ...key,
    scopes: [...key.scopes],
    createdAt: key.createdAt.toISOString(),
    lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
    expiresAt: key.expiresAt?.toISOString() ?? null,
  };
}
