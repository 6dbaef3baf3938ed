import { z } from "zod";
import type { ConversationFiles } from "../../../inbox/conversation-files.ts";
import { cleanFileName } from "../../../media/file-names.ts";
import { encodeCursor } from "../../cursor.ts";
import { id, idFromCursor, pageOf, pageQuery, time } from "../../fields.ts";
import { type Route, route } from "../../route.ts";
import { attachmentSchema, mediaKinds } from "../../views/parts.ts";

const fileSchema = z
  .object({ messageId: id, kind: z.enum(mediaKinds), sentAt: time, file: attachmentSchema })
  .meta({ id: "ConversationFile", description: "A file, and the message that it is in" });

export const listFiles = (files: ConversationFiles): Route =>
  route({
    method: "GET",
    path: "/api/v1/conversations/:conversationId/files",
    name: "listFiles",
    summary: "The files of a conversation, the last first",
    description: "Without stickers, and without those of messages that were deleted.",
    access: "conversations:read",
    params: z.object({ conversationId: id }),
    query: z.strictObject(pageQuery),
    responses: { 200: pageOf(fileSchema) },
    async handle({ params, query, reply }) {
      const page = { before: idFromCursor(query.cursor), limit: query.limit };
      const found = await files.of(params.conversationId, page);
      const items = found.files.map(({ file, sentAt, ...rest }) => ({
        ...rest,
        sentAt: sentAt.toISOString(),
        file: {
          ...file,
          fileName: file.fileName === null ? null : cleanFileName(file.fileName, file.mimeType),
        },
      }));
      const nextCursor = found.next === undefined ? null : encodeCursor([found.next]);
      return reply(200, { items, nextCursor });
    },
  });
