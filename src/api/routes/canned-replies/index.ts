import { z } from "zod";
import { type Actor, can } from "../../../auth/permissions.ts";
import type { CannedReplies } from "../../../inbox/canned-replies.ts";
import { id } from "../../fields.ts";
import { inboxActor } from "../../inbox-actor.ts";
import { noContent, type Route, route } from "../../route.ts";
import {
  cannedReplySchema,
  cannedReplyView,
  cannedTexts,
  cannedTitle,
  shortCode,
} from "../../views/canned-replies.ts";

const path = "/api/v1/canned-replies";
const params = z.object({ cannedReplyId: id });

const keeper = (actor: Actor) => ({
  ...inboxActor(actor),
  mayManageShared: can(actor, "canned-replies:manage"),
});

export const cannedReplyRoutes = (replies: CannedReplies): readonly Route[] => [
  route({
    method: "GET",
    path,
    name: "listCannedReplies",
    summary: "The replies kept ready: everybody's, and one's own",
    description: "By short code. Of two with the same one, one's own comes first.",
    access: "messages:send",
    responses: { 200: z.object({ items: z.array(cannedReplySchema) }) },
    async handle({ actor, reply }) {
      return reply(200, { items: (await replies.of(keeper(actor))).map(cannedReplyView) });
    },
  }),
  route({
    method: "POST",
    path,
    name: "createCannedReply",
    summary: "Keep a reply ready",
    description: "One for everybody needs the permission canned-replies:manage.",
    access: "messages:send",
    body: z.strictObject({
      isShared: z.boolean(),
      shortCode,
      title: cannedTitle.default(""),
      texts: cannedTexts,
    }),
    responses: { 201: cannedReplySchema },
    problems: ["conflict"],
    async handle({ actor, body, reply }) {
      return reply(201, cannedReplyView(await replies.create(keeper(actor), body)));
    },
  }),
  route({
    method: "PATCH",
    path: `${path}/:cannedReplyId`,
    name: "changeCannedReply",
    summary: "Change a reply kept ready",
    description: "What isn't named stays. `texts` is replaced as a whole.",
    access: "messages:send",
    params,
    body: z.strictObject({
      shortCode: shortCode.optional(),
      title: cannedTitle.optional(),
      texts: cannedTexts.optional(),
    }),
    responses: { 200: cannedReplySchema },
    problems: ["conflict"],
    async handle({ actor, params: { cannedReplyId }, body, reply }) {
      const changed = await replies.change(keeper(actor), cannedReplyId, body);
      return reply(200, cannedReplyView(changed));
    },
  }),
  route({
    method: "DELETE",
    path: `${path}/:cannedReplyId`,
    name: "removeCannedReply",
    summary: "Remove a reply kept ready",
    access: "messages:send",
    params,
    responses: { 204: noContent },
    async handle({ actor, params: { cannedReplyId }, reply }) {
      await replies.remove(keeper(actor), cannedReplyId);
      return reply(204);
    },
  }),
];
