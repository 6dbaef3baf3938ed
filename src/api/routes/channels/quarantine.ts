import { z } from "zod";
import type { Audit } from "../../../auth/audit.ts";
import { actorKey } from "../../../auth/permissions.ts";
import type { QuarantinedEvents } from "../../../inbox/quarantined-events.ts";
import { encodeCursor } from "../../cursor.ts";
import { id, idFromCursor, pageOf, pageQuery, time } from "../../fields.ts";
import { type Route, route } from "../../route.ts";

const path = "/api/v1/channels/:channelId/quarantine";

const quarantinedSchema = z
  .object({ id, type: z.string(), reason: z.string(), receivedAt: time })
  .meta({ id: "QuarantinedEvent", description: "A platform event that could not be applied" });

export const listQuarantine = (quarantined: QuarantinedEvents): Route =>
  route({
    method: "GET",
    path,
    name: "listQuarantine",
    summary: "Events of the platform that could not be applied, newest first",
    access: "channels:manage",
    params: z.object({ channelId: id }),
    query: z.strictObject(pageQuery),
    responses: { 200: pageOf(quarantinedSchema) },
    async handle({ params, query, reply }) {
      const page = { before: idFromCursor(query.cursor), limit: query.limit };
      const { events, next } = await quarantined.list(params.channelId, page);
      const items = events.map((one) => ({ ...one, receivedAt: one.receivedAt.toISOString() }));
      return reply(200, { items, nextCursor: next === undefined ? null : encodeCursor([next]) });
    },
  });

export const replayQuarantined = (quarantined: QuarantinedEvents, audit: Audit): Route =>
  route({
    method: "POST",
    path: `${path}/:eventId/replay`,
    name: "replayQuarantined",
    summary: "Try a quarantined event again, as after an update",
    access: "channels:manage",
    params: z.object({ channelId: id, eventId: id }),
    responses: {
      200: z.object({
        stored: z.boolean(),
        reason: z.string().nullable().meta({ description: "Why it failed again" }),
      }),
    },
    async handle({ actor, params: { channelId, eventId }, reply }) {
      const outcome = await quarantined.replay(channelId, eventId);
      await audit.noteAlone({
        actor: actorKey(actor),
        act: "channel.event-replayed",
        target: `channel:${channelId}`,
        details: { eventId, stored: outcome.stored },
      });
      return reply(200, {
        stored: outcome.stored,
        reason: outcome.stored ? null : outcome.reason,
      });
    },
  });
