import type { Presence } from "../../../inbox/presence.ts";
import type { Route } from "../../route.ts";
import { leavePresence } from "./leave.ts";
import { sayPresence } from "./say.ts";

export const presenceRoutes = (presence: Presence): readonly Route[] => [
  sayPresence(presence),
  leavePresence(presence),
];
