import type { Agents } from "../../../auth/agents.ts";
import type { Route } from "../../route.ts";
import { changeAgent } from "./change.ts";
import { changeOwnPassword } from "./change-own-password.ts";
import { createAgent } from "./create.ts";
import { endSessions } from "./end-sessions.ts";
import { getAgent } from "./get.ts";
import { listAgents } from "./list.ts";
import { removeAgent } from "./remove.ts";

export const agentRoutes = (agents: Agents): readonly Route[] => [
  listAgents(agents),
  createAgent(agents),
  changeOwnPassword(agents),
  getAgent(agents),
  changeAgent(agents),
  endSessions(agents),
  removeAgent(agents),
];
