import type { Json } from "../adapter/index.ts";
import type { StoredPart } from "../inbox/message-rows.ts";

/** What a delivery asks of the platform, by its kind; stored as JSON in `deliveries.request`. */
export interface SendJob {
  readonly parts: readonly StoredPart[];
  /** The platform's id of the message answered. */
  readonly replyTo?: string;
  readonly replyContext?: Json;
  /** The thread was found to have moved and the job was sent after it; not done a second time. */
  readonly retargeted?: boolean;
}

export interface EditJob {
  readonly parts: readonly StoredPart[];
  readonly replyContext?: Json;
}

export interface DeleteJob {
  readonly replyContext?: Json;
}

export interface ReactJob {
  readonly emojis: readonly string[];
}
