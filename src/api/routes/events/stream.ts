import { z } from "zod";
import type { EventStreams } from "../../event-streams.ts";
import { eventNumber } from "../../fields.ts";
import { type Route, route } from "../../route.ts";

export const streamEvents = (streams: EventStreams): Route =>
  route({
    method: "GET",
    path: "/api/v1/events/stream",
    name: "streamEvents",
    summary: "What changes, as it happens",
    description:
      "Server-sent events: `id` is the number in the log, `event` the type, `data` an `Event` as JSON. A client that comes back with `Last-Event-ID` " +
      "misses nothing and gets nothing twice. Without it, and without `after`, the stream starts now. " +
      "`ready` comes first, with the place one starts from; `conversation.typing`, `draft.changed` with a `Draft` of one's own, and for agents `presence.changed` with a `Presence`, have no id and are in no log.",
    access: "events:read",
    query: z.strictObject({
      after: eventNumber.optional().meta({
        description: "As `Last-Event-ID`, for the first time; 0 gives the whole log",
      }),
    }),
    headers: z.object({
      "last-event-id": z
        .string()
        .regex(/^\d{1,15}$/)
        .optional()
        .meta({ description: "The `id` of the last event one has; goes before `after`" }),
    }),
    responses: { 200: { contentType: "text/event-stream" } },
    handle({ actor, query, header, reauthenticate, reply }) {
      const last = header("last-event-id");
      const after = last === undefined ? query.after : Number(last);
      const body = streams.open({ actor, after, reauthenticate });
      // nginx would hold events back to fill its buffer.
      return Promise.resolve(reply(200, body, { headers: { "X-Accel-Buffering": "no" } }));
    },
  });
