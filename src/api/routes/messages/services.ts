import type { MessageChanges } from "../../../inbox/message-changes.ts";
import type { MessageRecords } from "../../../inbox/message-records.ts";
import type { Messages } from "../../../inbox/messages.ts";
import type { Replies } from "../../../inbox/replies.ts";

/** What the routes of messages need. */
export interface MessageServices {
  readonly messages: Messages;
  readonly records: MessageRecords;
  readonly replies: Replies;
  readonly messageChanges: MessageChanges;
}
