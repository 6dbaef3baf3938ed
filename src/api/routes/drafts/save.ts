import { z } from "zod";
import { actorKey } from "../../../auth/permissions.ts";
import type { Drafts } from "../../../inbox/drafts.ts";
import { id } from "../../fields.ts";
import { type Route, route } from "../../route.ts";
import { draftId, draftMode, draftSchema, draftView } from "../../views/drafts.ts";

export const saveDraft = (drafts: Drafts): Route =>
  route({
    method: "PUT",
    path: "/api/v1/conversations/:conversationId/drafts/:mode",
    name: "saveDraft",
    summary: "Keep what one has begun to write",
    description:
      "In the place of what one had there; an empty `text` takes it away. `conflict`: the draft with this `id` was sent.",
    access: "signed-in",
    params: z.object({ conversationId: id, mode: draftMode }),
    body: z.strictObject({ id: draftId, text: z.string().max(65_536) }),
    responses: { 200: draftSchema },
    problems: ["conflict"],
    async handle({ actor, params, body, reply }) {
      const writer = { agentId: actor.id, key: actorKey(actor) };
      return reply(200, draftView(await drafts.save(writer, { ...params, ...body })));
    },
  });
