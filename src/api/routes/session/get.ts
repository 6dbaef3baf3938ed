import { type Route, route } from "../../route.ts";
import { sessionSchema, sessionView } from "../../views/session.ts";

export const getSession = (): Route =>
  route({
    method: "GET",
    path: "/api/v1/session",
    name: "getSession",
    summary: "Who is signed in, and what they may do",
    access: "signed-in",
    responses: { 200: sessionSchema },
    handle: ({ actor, reply }) => Promise.resolve(reply(200, sessionView(actor))),
  });
