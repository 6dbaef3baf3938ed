import type { InboundEvent } from "../adapter/index.ts";

/** Fields of events that are dates; the rest survives JSON as it is. */
const dateFields = new Set(["at", "sentAt", "expiresAt"]);

/** Undefined for what JSON can't say: it points at itself, goes too deep, or has a BigInt in it. */
export function toJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    // That is what the answer says; adapters hand on their libraries' objects, which may be anything.
    return undefined;
  }
}

/** The opposite of `toJson`. */
export function eventFromJson(json: string): InboundEvent {
  return JSON.parse(json, (key, value: unknown) =>
    dateFields.has(key) && typeof value === "string" ? new Date(value) : value,
  ) as InboundEvent;
}
