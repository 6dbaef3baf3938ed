import { z } from "zod";
import { actorKey } from "../../../auth/permissions.ts";
import type { Channels } from "../../../channels/channels.ts";
import { id } from "../../fields.ts";
import type { ProblemCode } from "../../problem.ts";
import { type Route, route } from "../../route.ts";
import { channelSchema, channelView } from "../../views/channels.ts";

interface Act {
  readonly act: "pause" | "resume" | "reconnect" | "logout";
  readonly summary: string;
  readonly description?: string;
  readonly problems?: readonly ProblemCode[];
}

const acts: readonly Act[] = [
  { act: "pause", summary: "Pause a channel", description: "Messages to send wait." },
  { act: "resume", summary: "Resume a paused channel" },
  { act: "reconnect", summary: "Start a channel anew, at once" },
  {
    act: "logout",
    summary: "Log the account out",
    description: "Ends the session at the platform and pauses the channel.",
    problems: ["channel-not-running", "logout-failed"],
  },
];

/** The buttons of a channel's page: alike in all but what they do. */
export const channelActs = (channels: Channels): readonly Route[] =>
  acts.map(({ act, summary, description, problems = [] }) =>
    route({
      method: "POST",
      path: `/api/v1/channels/:channelId/${act}`,
      name: `${act}Channel`,
      summary,
      ...(description === undefined ? {} : { description }),
      access: "channels:manage",
      params: z.object({ channelId: id }),
      responses: { 200: channelSchema },
      problems: ["channel-not-found", ...problems],
      async handle({ actor, params, reply }) {
        const channel = await channels[act](params.channelId, actorKey(actor));
        return reply(200, channelView(channel, true));
      },
    }),
  );
