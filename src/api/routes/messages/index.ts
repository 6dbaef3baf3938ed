import type { MessageChanges } from "../../../inbox/message-changes.ts";
import type { Messages } from "../../../inbox/messages.ts";
import type { Replies } from "../../../inbox/replies.ts";
import type { Route } from "../../route.ts";
import { deleteMessage } from "./delete.ts";
import { editMessage } from "./edit.ts";
import { getMessage } from "./get.ts";
import { listMessages } from "./list.ts";
import { createNote } from "./note.ts";
import { setReactions } from "./react.ts";
import { createReply } from "./reply.ts";
import { resendMessage } from "./resend.ts";

/** What the routes of messages need. */
export interface MessageServices {
  readonly messages: Messages;
  readonly replies: Replies;
  readonly messageChanges: MessageChanges;
}

export const messageRoutes = (services: MessageServices): readonly Route[] => [
  listMessages(services),
  createReply(services),
  createNote(services),
  getMessage(services),
  editMessage(services),
  deleteMessage(services),
  setReactions(services),
  resendMessage(services),
];
