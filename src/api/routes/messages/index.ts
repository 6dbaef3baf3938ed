import type { Route } from "../../route.ts";
import { deleteMessage } from "./delete.ts";
import { editMessage } from "./edit.ts";
import { getMessage } from "./get.ts";
import { listMessages } from "./list.ts";
import { createNote } from "./note.ts";
import { setReactions } from "./react.ts";
import { createReply } from "./reply.ts";
import { resendMessage } from "./resend.ts";
import type { MessageServices } from "./services.ts";

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
