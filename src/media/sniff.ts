import { fileTypeFromBuffer } from "file-type";
import type { Storage } from "./storage.ts";

/** Enough for zip-based documents, whose parts come in any order. */
const headBytes = 64 * 1024;

/** Types that nothing in the bytes gives away, believed when what was found could be that. Nothing active is here. */
const believed: Readonly<Record<string, readonly string[]>> = {
  "text/plain": ["application/json", "text/calendar", "text/csv", "text/markdown", "text/vcard"],
  // Telegram's animated stickers (https://core.telegram.org/stickers#animation-requirements).
  "application/gzip": ["application/x-tgsticker"],
  // The same box for films and for sounds alone, as browsers record them.
  "video/mp4": ["audio/mp4"],
  "video/webm": ["audio/webm"],
};

/** What a stored file is, by its bytes and not by what somebody called it. */
export async function sniff(storage: Storage, id: string, declared?: string): Promise<string> {
  const head = await readHead(storage, id);
  const detected = (await fileTypeFromBuffer(head))?.mime.replace(/;.*$/, "");
  const found = detected ?? (isText(head) ? "text/plain" : "application/octet-stream");
  const named = declared?.replace(/;.*$/, "").trim().toLowerCase();
  return named !== undefined && believed[found]?.includes(named) === true ? named : found;
}

async function readHead(storage: Storage, id: string): Promise<Uint8Array> {
  const stream = await storage.open(id, { start: 0, end: headBytes - 1 });
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** UTF-8 without the control characters that no text has. The head may end within a character. */
function isText(head: Uint8Array): boolean {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(head, { stream: true });
    // oxlint-disable-next-line no-control-regex -- it is exactly these that are looked for
    return !/[\0-\x08\x0e-\x1a\x1c-\x1f]/.test(text);
  } catch {
    return false;
  }
}
