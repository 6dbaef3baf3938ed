import type { ApiDependencies } from "../dependencies.ts";
import type { Route } from "../route.ts";
import { adapterRoutes } from "./adapters/index.ts";
import { agentRoutes } from "./agents/index.ts";
import { apiKeyRoutes } from "./api-keys/index.ts";
import { listAudit } from "./audit/list.ts";
import { channelRoutes } from "./channels/index.ts";
import { hubRoutes } from "./hub/index.ts";
import { sessionRoutes } from "./session/index.ts";
import { completeSetup } from "./setup/complete.ts";

/** Every route there is. What isn't here, isn't reachable; the OpenAPI document and the tests read this list. */
export function apiRoutes(dependencies: ApiDependencies): readonly Route[] {
  const { auth } = dependencies;
  return [
    ...hubRoutes(dependencies),
    completeSetup(auth),
    ...sessionRoutes(auth),
    ...agentRoutes(auth.agents),
    ...apiKeyRoutes(auth.apiKeys),
    listAudit(auth.audit),
    ...adapterRoutes(dependencies.registry),
    ...channelRoutes(dependencies.channels),
  ];
}
