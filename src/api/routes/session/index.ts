import type { Auth } from "../../../auth/auth.ts";
import type { Route } from "../../route.ts";
import { createSession } from "./create.ts";
import { deleteSession } from "./delete.ts";
import { getSession } from "./get.ts";

export const sessionRoutes = (auth: Auth): readonly Route[] => [
  createSession(auth.signIn),
  getSession(),
  deleteSession(auth.sessions),
];
