import { Readable } from "node:stream";
import { ChannelError } from "switchboard/adapter";
import type { MediaRef } from "switchboard/adapter";
import type { WechatClient } from "./client.ts";
import { timeBoxed } from "./time-box.ts";

const askMs = 60_000;

/** The bytes of a customer's file. Gateways forget them after a while; then it has expired. */
export async function fetchFile(
  client: WechatClient,
  media: MediaRef,
  fetch: typeof globalThis.fetch,
  signal: AbortSignal,
): Promise<{ readonly body: ReadableStream<Uint8Array>; readonly size?: number }> {
  const file = await timeBoxed(client.fileOf(messageIn(media)), askMs, "file").catch(meaning);
  const size = file.size === undefined ? {} : { size: file.size };
  if ("body" in file) {
    const body = Readable.toWeb(file.body) as ReadableStream<Uint8Array>;
    return { body, ...size };
  }
  const response = await fetch(file.url, { signal }).catch((error: unknown) => {
    throw ChannelError.fromFetch(error, signal);
  });
  if (response.ok && response.body !== null) return { body: response.body, ...size };
  await response.body?.cancel();
  throw expired(`its address answers ${response.status}`);
}

function messageIn({ ref }: MediaRef): string {
  if (typeof ref === "object" && ref !== null && !Array.isArray(ref)) {
    const { message } = ref as Readonly<Record<string, unknown>>;
    if (typeof message === "string") return message;
  }
  throw expired("the reference is of another kind");
}

/** A gateway that has no such message (any longer) says so in words of its puppet's. */
function meaning(thrown: unknown): never {
  const error = ChannelError.from(thrown);
  if (error.code === "protocol" || error.code === "recipient-unreachable") {
    throw expired("the gateway has it no longer", error);
  }
  throw error;
}

function expired(why: string, cause?: unknown): ChannelError {
  return new ChannelError({
    code: "media-expired",
    outcome: "not-sent",
    message: `The file can't be had any more: ${why}. It may still be in WeChat on the phone.`,
    ...(cause === undefined ? {} : { cause }),
  });
}
