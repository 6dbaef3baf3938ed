import type { InboundEvent } from "../adapter/index.ts";

/** Fields of events that are dates; the rest survives JSON as it is. */
const dateFields = new Set(["at", "sentAt", "expiresAt"]);

export function eventToJson(event: InboundEvent): string {
  return JSON.stringify(event);
}

/** The opposite of `eventToJson`. */
export function eventFromJson(json: string): InboundEvent {
  return JSON.parse(json, (key, value: unknown) =>
    dateFields.has(key) && typeof value === "string" ? new Date(value) : value,
  ) as InboundEvent;
}
