import type { AgentActor } from "../../../auth/permissions.ts";
import type { Viewer } from "../../../inbox/saved-views.ts";

export function viewerOf({ id, role }: AgentActor): Viewer {
  return { agentId: id, isAdmin: role === "admin" };
}
