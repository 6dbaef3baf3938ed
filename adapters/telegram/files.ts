import { ChannelError } from "switchboard/adapter";
import type { MediaRef } from "switchboard/adapter";
import { z } from "zod";
import type { TelegramClient } from "./client.ts";

const reference = z.object({ fileId: z.string().min(1) });

/** Streams a file from Telegram; ends with `media-too-large` as soon as it is seen to be. */
export async function fetchFile(
  client: TelegramClient,
  media: MediaRef,
  maxBytes: number,
  signal: AbortSignal,
): Promise<{ body: ReadableStream<Uint8Array>; mimeType?: string; size?: number }> {
  if (media.size !== undefined && media.size > maxBytes) throw tooLarge(maxBytes);
  const ref = reference.safeParse(media.ref);
  if (!ref.success) {
    throw new ChannelError({
      code: "media-expired",
      outcome: "not-sent",
      message: "That is no file of Telegram's.",
    });
  }
  const response = await client.download(ref.data.fileId, signal);
  const length = Number(response.headers.get("content-length") ?? Number.NaN);
  if (length > maxBytes) {
    await response.body.cancel();
    throw tooLarge(maxBytes);
  }
  return {
    body: response.body.pipeThrough(capped(maxBytes)),
    ...(media.mimeType === undefined ? {} : { mimeType: media.mimeType }),
    ...(Number.isNaN(length) ? {} : { size: length }),
  };
}

function capped(maxBytes: number): TransformStream<Uint8Array, Uint8Array> {
  let passed = 0;
  return new TransformStream({
    transform(chunk, controller) {
      passed += chunk.byteLength;
      if (passed > maxBytes) controller.error(tooLarge(maxBytes));
      else controller.enqueue(chunk);
    },
  });
}

function tooLarge(maxBytes: number): ChannelError {
  return new ChannelError({
    code: "media-too-large",
    outcome: "not-sent",
    message: `Telegram hands bots files of at most ${maxBytes / 1024 / 1024} MB.`,
  });
}
