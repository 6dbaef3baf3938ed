import { z } from "zod";
import { id } from "../../fields.ts";
import { inboxActor } from "../../inbox-actor.ts";
import { type Route, route } from "../../route.ts";
import { messageSchema, messageView } from "../../views/messages.ts";
import type { MessageServices } from "./services.ts";

export const setReactions = ({ messageChanges, messages }: MessageServices): Route =>
  route({
    method: "PUT",
    path: "/api/v1/messages/:messageId/reactions",
    name: "setReactions",
    summary: "React to a message",
    description: "The whole set of our reactions; an empty one takes them back.",
    access: "messages:send",
    params: z.object({ messageId: id }),
    body: z.strictObject({ emojis: z.array(z.string().min(1).max(64)).max(10) }),
    responses: { 202: messageSchema },
    problems: ["conflict", "unsupported-by-channel"],
    async handle({ actor, params: { messageId }, body, reply }) {
      await messageChanges.react(inboxActor(actor), messageId, body.emojis);
      return reply(202, messageView(await messages.get(messageId)));
    },
  });
