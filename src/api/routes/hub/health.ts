import { z } from "zod";
import { type Route, route } from "../../route.ts";

export const health = (): Route =>
  route({
    method: "GET",
    path: "/healthz",
    name: "getHealth",
    summary: "Whether the process is alive",
    access: "public",
    unlimited: true,
    responses: { 200: z.object({ status: z.literal("alive") }) },
    handle: ({ reply }) => Promise.resolve(reply(200, { status: "alive" })),
  });
