import type { Audit } from "../../../auth/audit.ts";
import type { Route } from "../../route.ts";
import { deleteMessage } from "./delete.ts";
import { getMessageDetails } from "./details.ts";
import { editMessage } from "./edit.ts";
import { getMessage } from "./get.ts";
import { listMessages } from "./list.ts";
import { createNote } from "./note.ts";
import { getPayload } from "./payload.ts";
import { setReactions } from "./react.ts";
import { createReply } from "./reply.ts";
import { resendMessage } from "./resend.ts";
import type { MessageServices } from "./services.ts";

export const messageRoutes = (services: MessageServices, audit: Audit): readonly Route[] => [
  listMessages(services),
  createReply(services),
  createNote(services),
  getMessage(services),
  getMessageDetails(services),
  getPayload(services, audit),
  editMessage(services),
  deleteMessage(services),
  setReactions(services),
  resendMessage(services),
];
