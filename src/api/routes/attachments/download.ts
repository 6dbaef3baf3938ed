import { Readable } from "node:stream";
import { z } from "zod";
import { actorKey } from "../../../auth/permissions.ts";
import type { Attachments } from "../../../media/attachments.ts";
import { contentDisposition } from "../../../media/file-names.ts";
import { byteRange } from "../../byte-range.ts";
import { id } from "../../fields.ts";
import { Problem } from "../../problem.ts";
import { noContent, type Route, route } from "../../route.ts";

/** What a browser shows without running anything of it. SVG and PDF are not among them. */
const shownInline =
  /^(image\/(png|jpeg|gif|webp|avif)|audio\/(mpeg|ogg|mp4|aac|wav|webm|opus)|video\/(mp4|webm|ogg))$/;

export const downloadAttachment = (attachments: Attachments): Route =>
  route({
    method: "GET",
    path: "/api/v1/attachments/:attachmentId/content",
    name: "downloadAttachment",
    summary: "The bytes of a file",
    description:
      "Takes a `Range` header. `inline=true` lets a browser show pictures, sound and film.",
    access: "conversations:read",
    params: z.object({ attachmentId: id }),
    query: z.strictObject({ inline: z.enum(["true", "false"]).optional() }),
    headers: z.object({ range: z.string().optional(), "if-none-match": z.string().optional() }),
    responses: {
      200: { contentType: "application/octet-stream" },
      206: { contentType: "application/octet-stream" },
      304: noContent,
    },
    async handle({ actor, params: { attachmentId }, query, header, reply }) {
      const file = await attachments.find(attachmentId);
      // An upload that isn't part of a message yet is nobody's business but its owner's.
      const isMine = actorKey(actor) === `agent:${String(file?.agentId)}`;
      if (file?.state !== "ready" || (file.messageId === undefined && !isMine)) throw gone();
      const { mimeType, fileName, size = 0 } = file;
      const etag = `"${String(file.sha256)}"`;
      const isInline = query.inline === "true" && shownInline.test(mimeType);
      const headers = {
        "Content-Type": mimeType === "text/plain" ? "text/plain; charset=utf-8" : mimeType,
        "Content-Disposition": contentDisposition(fileName, isInline ? "inline" : "attachment"),
        // Even if a browser should take it for a page, nothing of it runs, and it has no origin of ours.
        "Content-Security-Policy": "sandbox; default-src 'none'",
        // Kept by the browser, but asked for again: whoever loses the right to see it doesn't see it.
        "Cache-Control": "private, no-cache",
        "Accept-Ranges": "bytes",
        ETag: etag,
      };
      if (header("if-none-match") === etag) return reply(304, undefined, { headers });
      const range = byteRange(header("range"), size);
      const open = await attachments.open(attachmentId, range);
      if (open === undefined) throw gone();
      const body = Readable.fromWeb(open.stream);
      if (range === undefined) {
        return reply(200, body, { headers: { ...headers, "Content-Length": String(size) } });
      }
      const { start, end } = range;
      return reply(206, body, {
        headers: {
          ...headers,
          "Content-Length": String(end - start + 1),
          "Content-Range": `bytes ${start}-${end}/${size}`,
        },
      });
    },
  });

function gone(): Problem {
  return new Problem("not-found", "There is no such file, or its bytes aren't here.");
}
