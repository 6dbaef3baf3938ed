import type { Sessions } from "../../../auth/sessions.ts";
import { noContent, type Route, route } from "../../route.ts";

export const deleteSession = (sessions: Sessions): Route =>
  route({
    method: "DELETE",
    path: "/api/v1/session",
    name: "deleteSession",
    summary: "Sign out",
    access: "signed-in",
    responses: { 204: noContent },
    async handle({ sessionToken, reply }) {
      if (sessionToken !== undefined) await sessions.end(sessionToken);
      return reply(204, undefined, { session: "end" });
    },
  });
