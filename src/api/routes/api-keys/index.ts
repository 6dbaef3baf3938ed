import type { ApiKeys } from "../../../auth/api-keys.ts";
import type { Route } from "../../route.ts";
import { createApiKey } from "./create.ts";
import { listApiKeys } from "./list.ts";
import { revokeApiKey } from "./revoke.ts";

export const apiKeyRoutes = (apiKeys: ApiKeys): readonly Route[] => [
  listApiKeys(apiKeys),
  createApiKey(apiKeys),
  revokeApiKey(apiKeys),
];
