import { z } from "zod";
import type { Audit } from "../../../auth/audit.ts";
import { actorKey } from "../../../auth/permissions.ts";
import type { Channels } from "../../../channels/channels.ts";
import { id } from "../../fields.ts";
import { noContent, type Route, route } from "../../route.ts";
import { loginPromptSchema, loginPromptView } from "../../views/login-prompt.ts";

const path = "/api/v1/channels/:channelId/login";
const params = z.object({ channelId: id });

export const getLogin = (channels: Channels): Route =>
  route({
    method: "GET",
    path,
    name: "getLogin",
    summary: "What has to be done to log the channel in",
    description: "`prompt` is null when nothing is asked for.",
    access: "channels:manage",
    params,
    responses: { 200: z.object({ prompt: loginPromptSchema.nullable() }) },
    problems: ["channel-not-found"],
    async handle({ params: { channelId }, reply }) {
      await channels.get(channelId);
      const prompt = channels.prompt(channelId);
      return reply(200, { prompt: prompt === undefined ? null : loginPromptView(prompt) });
    },
  });

export const answerLogin = (channels: Channels, audit: Audit): Route =>
  route({
    method: "POST",
    path,
    name: "answerLogin",
    summary: "Answer what the login asks for",
    access: "channels:manage",
    params,
    body: z.strictObject({
      stepId: z.string().min(1).max(200),
      answers: z.record(z.string().max(200), z.string().max(2000)),
    }),
    responses: { 204: noContent },
    problems: ["channel-not-found", "login-step-over", "settings-invalid"],
    async handle({ actor, params: { channelId }, body, reply }) {
      await channels.get(channelId);
      channels.answer(channelId, body.stepId, body.answers);
      await audit.noteAlone({
        actor: actorKey(actor),
        act: "channel.login-answered",
        target: `channel:${channelId}`,
      });
      return reply(204);
    },
  });
