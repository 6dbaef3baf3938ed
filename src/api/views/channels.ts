import { z } from "zod";
import { channelErrorCodes } from "../../adapter/index.ts";
import type { Channel, ChannelAction, ChannelState } from "../../channels/channel.ts";
import { id, json, time } from "../fields.ts";

const states = [
  "stopped",
  "starting",
  "login-required",
  "syncing",
  "connected",
  "reconnecting",
  "failed",
] as const satisfies readonly ChannelState[];

const actions = [
  "relogin",
  "fix-settings",
  "restart",
  "wait",
] as const satisfies readonly ChannelAction[];

export const channelStatusSchema = z.object({
  state: z.enum(states),
  since: time,
  code: z.enum(channelErrorCodes).nullable(),
  message: z.string().nullable().meta({ description: "What is wrong, in plain words" }),
  action: z.enum(actions).nullable().meta({ description: "What a person has to do" }),
});

export const channelSchema = z
  .object({
    id,
    adapter: z.string().meta({ example: "telegram" }),
    name: z.string(),
    wanted: z.enum(["running", "paused"]),
    status: channelStatusSchema,
    self: z
      .object({ id: z.string(), name: z.string().nullable() })
      .nullable()
      .meta({ description: "Our account there, as the platform last said" }),
    lastInboundAt: time.nullable(),
    lastOutboundAt: time.nullable(),
    createdAt: time,
    settings: z
      .record(z.string(), json)
      .nullable()
      .meta({ description: "Without the secret ones; null for who may not manage channels" }),
    secretsSet: z
      .array(z.string())
      .meta({ description: "Names of the secret settings that have a value" }),
  })
  .meta({ id: "Channel", description: "One connected account on a platform" });

export function channelStatusView(status: Channel["status"]): z.input<typeof channelStatusSchema> {
  return {
    state: status.state,
    since: status.since.toISOString(),
    code: status.code ?? null,
    message: status.message ?? null,
    action: status.action ?? null,
  };
}

export function channelView(
  channel: Channel,
  maySeeSettings: boolean,
): z.input<typeof channelSchema> {
  const { status, self } = channel;
  return {
    id: channel.id,
    adapter: channel.adapter,
    name: channel.name,
    wanted: channel.wanted,
    status: channelStatusView(status),
    self: self === undefined ? null : { id: self.id, name: self.name ?? null },
    lastInboundAt: channel.lastInboundAt?.toISOString() ?? null,
    lastOutboundAt: channel.lastOutboundAt?.toISOString() ?? null,
    createdAt: channel.createdAt.toISOString(),
    settings: maySeeSettings ? { ...channel.settings } : null,
    secretsSet: maySeeSettings ? [...channel.secretsSet] : [],
  };
}

/** What an operator fills in. The adapter's own schema checks it. */
export const settingsInput = z.record(z.string(), json);
