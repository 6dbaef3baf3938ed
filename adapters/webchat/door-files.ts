import { randomBytes } from "node:crypto";
import type { WebhookRequest, WebhookResponse } from "switchboard/adapter";
import { json, Refusal } from "./answers.ts";
import type { DoorParts } from "./door-parts.ts";
import type { StoredFile, Visitor } from "./entries.ts";
import { kindOf } from "./inbound.ts";

/** What a browser shows and never runs; everything else is handed out as bytes to be saved. */
const shown =
  /^(image\/(png|jpeg|gif|webp|avif|bmp)|audio\/[\w.+-]+|video\/[\w.+-]+|application\/pdf)$/;

export async function upload(
  { context, mailboxes }: DoorParts,
  visitor: Visitor,
  { headers, body }: WebhookRequest,
): Promise<WebhookResponse> {
  const { fileMegabytes, fileTypes } = context.config;
  const mimeType = (headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  if (body.byteLength === 0) throw new Refusal(400, "invalid", "The file is empty.");
  if (body.byteLength > fileMegabytes * 1024 ** 2) {
    throw new Refusal(413, "too-large", `A file may have ${fileMegabytes} MB at most.`);
  }
  if (!fileTypes.some((type) => covers(type, mimeType))) {
    throw new Refusal(415, "file-type", `Files of this kind aren't taken here.`);
  }
  const file: StoredFile = {
    fileId: randomBytes(16).toString("hex"),
    kind: kindOf(mimeType),
    mimeType,
    fileName: fileNameOf(headers.get("x-file-name")),
    size: body.byteLength,
  };
  await (await mailboxes.files(visitor.id)).save(file, [body]);
  return json(201, file);
}

/** Only the visitor's own: another's ids name nothing here. */
export async function download(
  { mailboxes }: DoorParts,
  visitor: Visitor,
  fileId: string,
): Promise<WebhookResponse> {
  const files = await mailboxes.files(visitor.id);
  const file = await files.find(fileId);
  if (file === undefined) throw new Refusal(404, "not-found", "There is no such file.");
  return {
    status: 200,
    headers: {
      "Content-Type": shown.test(file.mimeType) ? file.mimeType : "application/octet-stream",
      "Content-Disposition": `attachment; filename*=UTF-8''${percentEncoded(file.fileName)}`,
      "Content-Security-Policy": "default-src 'none'; sandbox",
      "Cache-Control": "private, max-age=86400",
    },
    body: await files.read(fileId),
  };
}

function covers(pattern: string, mimeType: string): boolean {
  const family = pattern.endsWith("/*") ? pattern.slice(0, -1) : undefined;
  return family === undefined ? pattern === mimeType : mimeType.startsWith(family);
}

/** Only ever shown, never part of a path; without what would break a line or turn its direction. */
function fileNameOf(header: string | null): string {
  let name: string;
  try {
    name = decodeURIComponent(header ?? "");
  } catch {
    throw new Refusal(400, "invalid", "X-File-Name must be percent-encoded UTF-8.");
  }
  const clean = name
    .toWellFormed()
    .replaceAll(/[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu, "")
    .replaceAll(/[/\\]/g, "_")
    .trim();
  return clean === "" ? "file" : clean.slice(0, 200).toWellFormed();
}

/** As RFC 8187 has it. */
function percentEncoded(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replaceAll(
    /['()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
