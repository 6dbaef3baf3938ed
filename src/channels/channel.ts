import type { ChannelErrorCode, Contact, Json } from "../adapter/index.ts";

/** `stopped → starting → (login-required ⇄) → syncing → connected ⇄ reconnecting → stopped`, and `failed`. */
export type ChannelState =
  | "stopped"
  | "starting"
  | "login-required"
  | "syncing"
  | "connected"
  | "reconnecting"
  | "failed";

/** What a person has to do about a failed channel. `wait`: the hub tries again by itself. */
export type ChannelAction = "relogin" | "fix-settings" | "restart" | "wait";

/** How a channel is; stored with it, and told in `channel.updated` events. */
export interface ChannelStatus {
  readonly state: ChannelState;
  readonly code?: ChannelErrorCode;
  /** In plain words, without secrets. */
  readonly message?: string;
  readonly action?: ChannelAction;
}

/** A connected account as everybody but its own session sees it: no secret is in it. */
export interface Channel {
  readonly id: string;
  readonly adapter: string;
  readonly name: string;
  /** Without the secret fields. */
  readonly settings: Readonly<Record<string, Json>>;
  /** Names of the secret fields that have a value. */
  readonly secretsSet: readonly string[];
  readonly wanted: "running" | "paused";
  /** Rises with every change, reconnect included. */
  readonly revision: number;
  readonly createdAt: Date;
  readonly status: ChannelStatus & { readonly since: Date };
  /** Our own account there, as the platform last said. */
  readonly self?: Contact;
  readonly lastInboundAt?: Date;
  readonly lastOutboundAt?: Date;
}
