import type { ApiDependencies } from "../dependencies.ts";
import type { Route } from "../route.ts";
import { adapterRoutes } from "./adapters/index.ts";
import type { EventStreams } from "../event-streams.ts";
import { agentRoutes } from "./agents/index.ts";
import { apiKeyRoutes } from "./api-keys/index.ts";
import { attachmentRoutes } from "./attachments/index.ts";
import { listAudit } from "./audit/list.ts";
import { bulkChangeRoutes } from "./bulk-changes/index.ts";
import { cannedReplyRoutes } from "./canned-replies/index.ts";
import { channelRoutes } from "./channels/index.ts";
import { contactRoutes } from "./contacts/index.ts";
import { conversationRoutes } from "./conversations/index.ts";
import { draftRoutes } from "./drafts/index.ts";
import { eventRoutes } from "./events/index.ts";
import { hubRoutes } from "./hub/index.ts";
import { changeHub } from "./hub-settings/change.ts";
import { getHub } from "./hub-settings/get.ts";
import { labelRoutes } from "./labels/index.ts";
import { messageRoutes } from "./messages/index.ts";
import { presenceRoutes } from "./presence/index.ts";
import { searchMessages } from "./search/search-messages.ts";
import { sessionRoutes } from "./session/index.ts";
import { completeSetup } from "./setup/complete.ts";
import { viewRoutes } from "./views/index.ts";

/** Every route there is. What isn't here, isn't reachable; the OpenAPI document and the tests read this list. */
export function apiRoutes(dependencies: ApiDependencies, streams: EventStreams): readonly Route[] {
  const { auth } = dependencies;
  return [
    ...hubRoutes(dependencies),
    completeSetup(auth),
    ...sessionRoutes(auth),
    ...agentRoutes(auth.agents),
    ...apiKeyRoutes(auth.apiKeys),
    listAudit(auth.audit),
    ...adapterRoutes(dependencies.registry),
    ...conversationRoutes(dependencies),
    ...messageRoutes(dependencies, auth.audit),
    ...draftRoutes(dependencies.drafts),
    ...cannedReplyRoutes(dependencies.cannedReplies),
    ...labelRoutes(dependencies.labels),
    ...presenceRoutes(dependencies.presence),
    ...viewRoutes(dependencies.savedViews),
    ...bulkChangeRoutes(dependencies.bulkChanges),
    ...attachmentRoutes(dependencies),
    ...contactRoutes(dependencies),
    searchMessages(dependencies.search),
    ...eventRoutes(dependencies.feed, streams),
    getHub(dependencies.hubSettings),
    changeHub(dependencies.hubSettings),
    ...channelRoutes(dependencies, auth.audit),
  ];
}
