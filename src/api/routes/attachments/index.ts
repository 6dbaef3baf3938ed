import type { Attachments } from "../../../media/attachments.ts";
import type { Uploads } from "../../../media/uploads.ts";
import type { Route } from "../../route.ts";
import { downloadAttachment } from "./download.ts";
import { uploadAttachment } from "./upload.ts";

export const attachmentRoutes = (services: {
  readonly uploads: Uploads;
  readonly attachments: Attachments;
}): readonly Route[] => [
  uploadAttachment(services.uploads),
  downloadAttachment(services.attachments),
];
