import { createWriteStream } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ChannelError } from "switchboard/adapter";
import type { Clock, OutboundMedia, SendRequest, SendResult } from "switchboard/adapter";
import type { WechatClient } from "./client.ts";
import type { Echoes, Shape } from "./echoes.ts";
import type { SendPlan, Step } from "./outbound.ts";

export interface SendingParts {
  readonly client: WechatClient;
  readonly echoes: Echoes;
  readonly clock: Clock;
  /** The channel's own; files are put there on their way. */
  readonly directory: string;
}

/** Carries a plan out, one message after the other, each of them once. */
export async function sendAll(
  parts: SendingParts,
  { steps, degraded }: SendPlan,
  request: SendRequest,
  signal: AbortSignal,
): Promise<SendResult> {
  const messageIds: string[] = [];
  for (const [n, step] of steps.entries()) {
    try {
      const id = await sendOne(parts, step, request, signal);
      if (id !== undefined) messageIds.push(id);
    } catch (thrown) {
      const error = ChannelError.from(thrown);
      if (n === 0) throw error;
      // The first ones are with the customer: all of it again would double them.
      throw new ChannelError({
        code: error.code,
        outcome: "unknown",
        message: `${error.message} ${n} of ${steps.length} messages arrived.`,
        cause: error,
      });
    }
  }
  const told = degraded.length === 0 ? {} : { degraded };
  // Without every id it is the echo that proves it.
  const level = messageIds.length === steps.length ? "sent" : "accepted";
  return { messageIds, level, ...told };
}

async function sendOne(
  parts: SendingParts,
  step: Step,
  request: SendRequest,
  signal: AbortSignal,
): Promise<string | undefined> {
  // Nothing has left yet, so this is certain.
  if (signal.aborted) throw late("not-sent");
  if (step.type !== "file") return await expected(parts, step, request, signal, undefined);
  const path = await stage(step.media, parts.directory);
  try {
    return await expected(parts, step, request, signal, path);
  } finally {
    await rm(path, { force: true });
  }
}

/** Makes the call, and lets the echoes know what to look for. */
async function expected(
  { client, echoes, clock }: SendingParts,
  step: Step,
  { clientMessageId, conversation }: SendRequest,
  signal: AbortSignal,
  path: string | undefined,
): Promise<string | undefined> {
  const settle = echoes.expect(clientMessageId, conversation.id, shapeOf(step), clock.now());
  const call = callFor(client, conversation.id, step, path);
  // Also when its time is up meanwhile: the echo has to be known as ours.
  call.then(
    (id) => settle({ id }),
    (error: unknown) => {
      if (ChannelError.from(error).outcome === "not-sent") settle("not-sent");
    },
  );
  return await until(call, signal);
}

function callFor(
  client: WechatClient,
  to: string,
  step: Step,
  path: string | undefined,
): Promise<string | undefined> {
  switch (step.type) {
    case "text":
      return client.sendText(to, step.text, step.mentionIds);
    case "link":
      return client.sendLink(to, step.link);
    case "file":
      return client.sendFile(to, path ?? "", step.name);
  }
}

function shapeOf(step: Step): Shape {
  switch (step.type) {
    case "text":
      return { type: "text", text: step.text };
    case "link":
      return { type: "link", url: step.link.url };
    case "file":
      return { type: "file", name: step.name };
  }
}

/**
 * Reads a file to its end before anything of it is sent: the library would leave a half-read one hanging at the gateway.
 * On disk, because it may be large.
 */
async function stage(media: OutboundMedia, directory: string): Promise<string> {
  const folder = join(directory, "outgoing");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, randomUUID());
  try {
    const body = await media.open();
    await pipeline(Readable.fromWeb(body), createWriteStream(path, { mode: 0o600 }));
    return path;
  } catch (cause) {
    await rm(path, { force: true });
    const message = "The file could not be read to its end, so nothing was sent.";
    throw new ChannelError({ code: "unavailable", outcome: "not-sent", message, cause });
  }
}

/** The call itself can't be cancelled. */
async function until<T>(call: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(late("unknown"));
    signal.addEventListener("abort", stop, { once: true });
  });
  return await Promise.race([call, aborted]).finally(() =>
    signal.removeEventListener("abort", stop),
  );
}

function late(outcome: "not-sent" | "unknown"): ChannelError {
  const message = "The gateway didn't answer before the time was up.";
  return new ChannelError({ code: "timeout", outcome, message });
}
