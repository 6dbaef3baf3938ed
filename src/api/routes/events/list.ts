import { z } from "zod";
import { can } from "../../../auth/permissions.ts";
import type { EventFeed } from "../../../realtime/event-feed.ts";
import { eventNumber } from "../../fields.ts";
import { type Route, route } from "../../route.ts";
import { eventSchema, eventView, neededFor } from "../../views/events.ts";

export const listEvents = (feed: EventFeed): Route =>
  route({
    method: "GET",
    path: "/api/v1/events",
    name: "listEvents",
    summary: "What changed, oldest first",
    description:
      "Ask again with `after` set to `next`. Events that one may not see are left out, so numbers may jump.",
    access: "events:read",
    query: z.strictObject({
      after: eventNumber.default(0).meta({ description: "The number of the last event one has" }),
      limit: z.coerce.number().int().min(1).max(500).default(100),
    }),
    responses: {
      200: z.object({
        items: z.array(eventSchema),
        next: z.int().meta({ description: "`after` of the next request" }),
      }),
    },
    async handle({ actor, query, reply }) {
      const events = await feed.after(query.after, query.limit);
      const items = events.filter(({ type }) => can(actor, neededFor[type])).map(eventView);
      // Whoever is further than the log ever was had it before it came from a backup.
      const next = events.at(-1)?.number ?? Math.min(query.after, await feed.last());
      return reply(200, { items, next });
    },
  });
