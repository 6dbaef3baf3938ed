import type { Part } from "../adapter/index.ts";

/** What a list shows of a conversation's newest message: the page words the kind in the agent's language. */
export interface Preview {
  readonly direction: "inbound" | "outbound" | "note" | "activity";
  readonly kind: string;
  readonly text: string;
}

const longestPreview = 140;

export function previewOf(
  direction: Preview["direction"],
  parts: readonly Part<unknown>[],
): Preview {
  const [first] = parts;
  if (first === undefined) return { direction, kind: "empty", text: "" };
  return {
    direction,
    kind: first.type === "media" ? first.kind : first.type,
    text: shorten(textOf(first)),
  };
}

function textOf(part: Part<unknown>): string {
  switch (part.type) {
    case "text":
      return part.text.text;
    case "media":
      return part.caption?.text ?? "";
    case "location":
      return part.name ?? part.address ?? "";
    case "contact-card":
      return part.name;
    case "link":
      return part.title ?? part.url;
    case "poll":
      return part.question;
    case "action":
      return part.label ?? part.value;
    case "unsupported":
      return part.fallback;
  }
}

const untidy = /\s\s|[^\S ]|^\s|\s$/u;

function shorten(text: string): string {
  const start = text.slice(0, longestPreview * 2);
  const line = untidy.test(start) ? start.replaceAll(/\s+/gu, " ").trim() : start;
  return line.length <= longestPreview
    ? line.toWellFormed()
    : `${line.slice(0, longestPreview - 1).replace(/[\uD800-\uDBFF]$/u, "")}…`.toWellFormed();
}
