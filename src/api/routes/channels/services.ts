import type { Channels } from "../../../channels/channels.ts";
import type { Health } from "../../../channels/health.ts";
import type { QuarantinedEvents } from "../../../inbox/quarantined-events.ts";

/** What the routes of channels need. */
export interface ChannelServices {
  readonly channels: Channels;
  readonly health: Health;
  readonly quarantined: QuarantinedEvents;
}
