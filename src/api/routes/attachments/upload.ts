import { z } from "zod";
import type { Uploads } from "../../../media/uploads.ts";
import { id } from "../../fields.ts";
import { inboxActor } from "../../inbox-actor.ts";
import { receiveFile } from "../../multipart.ts";
import { type Route, route } from "../../route.ts";

export const uploadAttachment = (uploads: Uploads): Route =>
  route({
    method: "POST",
    path: "/api/v1/attachments",
    name: "uploadAttachment",
    summary: "Upload a file, to be sent with a message",
    description:
      "What the file is, is told by its bytes. One that is in no message a day later is deleted.",
    access: "messages:send",
    rawBody: {
      contentType: "multipart/form-data",
      schema: z.object({ file: z.string().meta({ format: "binary" }) }),
    },
    responses: {
      201: z
        .object({
          id,
          kind: z.enum(["image", "video", "audio", "file"]),
          mimeType: z.string(),
          fileName: z.string().meta({ description: "Cleaned" }),
          size: z.int(),
        })
        .meta({ id: "Upload", description: "A file that can be sent" }),
    },
    problems: ["unavailable"],
    async handle({ actor, stream, reply }) {
      const { agentId } = inboxActor(actor);
      const upload = await receiveFile(stream, "file", (file) =>
        uploads.store(file.stream, file, agentId),
      );
      return reply(201, upload);
    },
  });
