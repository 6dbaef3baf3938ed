import { randomUUID } from "node:crypto";
import { ChannelError } from "switchboard/adapter";
import type { MediaRef } from "switchboard/adapter";
import type { WhatsAppClient } from "./client.ts";
import { refused } from "./errors.ts";
import { closeFile, openFile, readFile } from "./page.ts";

/** A piece of a file, as it comes from the browser. */
const pieceBytes = 1024 * 1024;
/** The browser fetches and decrypts a file whole before it can be read. */
const openMs = 5 * 60_000;

/** Streams the file of a message, piece by piece. */
export async function fetchFile(client: WhatsAppClient, media: MediaRef) {
  const key = keyOf(media);
  const token = randomUUID();
  const opened = await client.evaluate(openFile, { key, token }, { ms: openMs });
  if (opened === "expired") {
    throw refused("media-expired", "WhatsApp no longer hands this file out.");
  }
  if (opened === "missing") {
    throw refused("media-expired", "WhatsApp Web no longer has the message of this file.");
  }
  const { size, mimeType } = opened;
  let from = 0;
  const close = async (): Promise<void> => {
    await client.evaluate(closeFile, token);
  };
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const to = Math.min(from + pieceBytes, size);
        const piece = from < to ? await client.evaluate(readFile, { token, from, to }) : "";
        if (piece === undefined) {
          throw new ChannelError({
            code: "unavailable",
            outcome: "not-sent",
            message: "The browser lost the file while it was read.",
          });
        }
        if (piece !== "") controller.enqueue(new Uint8Array(Buffer.from(piece, "base64")));
        from = to;
        if (from < size) return;
        controller.close();
        await close();
      },
      cancel: close,
    },
    { highWaterMark: 0 },
  );
  return { body, size, ...(mimeType === undefined ? {} : { mimeType }) };
}

function keyOf({ ref }: MediaRef): string {
  const isObject = typeof ref === "object" && ref !== null && "key" in ref;
  const key = isObject ? ref["key"] : undefined;
  if (typeof key === "string") return key;
  throw refused("target-not-found", "This is no file of WhatsApp's.");
}
