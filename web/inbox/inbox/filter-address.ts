import type { ViewFilter } from "../api/schema.ts";

type Key = keyof ViewFilter;

const statuses = ["open", "pending", "snoozed", "resolved"];
const id = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** In this order in an address; whether the hub would take the value. */
const fields: Readonly<Record<Key, (value: string) => boolean>> = {
  status: (value) => value.split(",").every((one) => statuses.includes(one)),
  assignee: (value) => value === "me" || value === "none" || id.test(value),
  channel: (value) => id.test(value),
  label: (value) => value.length <= 100,
  priority: (value) => ["low", "normal", "high", "urgent"].includes(value),
  unread: (value) => value === "true" || value === "false",
  mentioned: (value) => value === "me",
};

/** `status=open,pending&label=VIP`: part of an address, for people to read and to send to each other. */
export function encodeFilter(filter: ViewFilter): string {
  const parts = (Object.keys(fields) as Key[]).flatMap((key) => {
    const value = filter[key];
    if (value === undefined) return [];
    const text =
      typeof value === "string"
        ? value
        : statuses.filter((one) => value.some((wanted) => wanted === one)).join(",");
    // What separates, and what hides what separates.
    return `${key}=${text.replaceAll(/[%&=]/g, encodeURIComponent)}`;
  });
  return parts.join("&");
}

/** Undefined for what isn't the address of a filter. */
export function decodeFilter(address: string): ViewFilter | undefined {
  if (address === "") return {};
  const found: Record<string, unknown> = {};
  for (const part of address.split("&")) {
    const [key = "", text = "", ...more] = part.split("=");
    const value = decoded(text);
    if (!(key in fields) || key in found || more.length > 0) return undefined;
    if (value === undefined || value === "" || !fields[key as Key](value)) return undefined;
    found[key] = key === "status" ? value.split(",") : value;
  }
  // Each value was looked at above.
  return found;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    // Half an escape, written by hand.
    return undefined;
  }
}
