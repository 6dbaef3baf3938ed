import { createHmac, timingSafeEqual } from "node:crypto";
import type { InboundEvent, Part } from "switchboard/adapter";
import { z } from "zod";

const call = z.object({
  id: z.string(),
  kind: z.string(),
  from: z.string(),
  text: z.string().default(""),
  at: z.iso.datetime(),
});

/** Whether the gateway signed these very bytes. */
export function isGenuine(body: Uint8Array, signature: string | null, key: string): boolean {
  const wanted = Buffer.from(createHmac("sha256", key).update(body).digest("hex"));
  const given = Buffer.from(signature ?? "");
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

/** Pure: a call of the gateway → an event; undefined when it makes no sense. */
export function inbound(body: Uint8Array): InboundEvent | undefined {
  const parsed = call.safeParse(parse(body));
  if (!parsed.success) return undefined;
  const { id, kind, from, text, at } = parsed.data;
  const part: Part =
    kind === "text"
      ? { type: "text", text: { text } }
      : { type: "unsupported", platformType: kind, fallback: `A message of the kind "${kind}"` };
  return {
    type: "message",
    dedupeKey: `message:${id}`,
    at: new Date(at),
    origin: "live",
    raw: parsed.data,
    message: {
      id,
      conversation: { id: from, kind: "direct" },
      author: { kind: "customer", contact: { id: from, aliases: [`phone:${from}`] } },
      sentAt: new Date(at),
      parts: [part],
    },
  };
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString());
  } catch {
    // Answered with 400 like everything else that makes no sense.
    return undefined;
  }
}
