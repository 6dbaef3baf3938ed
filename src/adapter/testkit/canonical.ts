import type { FormattedText, Json, Message, Part } from "../index.ts";
import type {
  SentMessage,
  SimulatedCustomer,
  SimulatedMessage,
  SimulatedPart,
} from "./simulator.ts";

/** A message in the one form that what a customer did and what an adapter made of it are compared in. */
export interface CanonicalMessage {
  readonly id: string;
  readonly conversation: { readonly id: string; readonly kind: string };
  readonly author: { readonly kind: string; readonly id: string | undefined };
  readonly parts: readonly Json[];
}

/** What an adapter made of a platform message. */
export function canonical(message: Message): CanonicalMessage {
  return {
    id: message.id,
    conversation: { id: message.conversation.id, kind: message.conversation.kind },
    author: { kind: message.author.kind, id: message.author.contact?.id },
    parts: message.parts.map(canonicalPart),
  };
}

/** What has to come of a message, by what the customer did. */
export function expectedOf(
  customer: SimulatedCustomer,
  sent: SimulatedMessage,
  parts: readonly SimulatedPart[],
  kind: "direct" | "group" = "direct",
): CanonicalMessage {
  return {
    id: sent.messageId,
    conversation: { id: sent.conversationId, kind },
    author: { kind: "customer", id: customer.id },
    parts: parts.map(canonicalPart),
  };
}

/** The parts of what arrived at the platform. */
export function canonicalSent(sent: SentMessage): readonly Json[] {
  return sent.parts.map(canonicalPart);
}

/**
 * Leaves out what a platform may lack or name differently: a file's name and place, the vCard beside a contact's
 * fields, the label of a button.
 */
export function canonicalPart(part: Part<unknown> | SimulatedPart): Json {
  switch (part.type) {
    case "text":
      return { type: "text", ...canonicalText(part.text) };
    case "media": {
      const kind = "file" in part ? part.file.kind : part.kind;
      const caption = part.caption && canonicalText(part.caption);
      return { type: "media", kind, ...(caption && { caption }) };
    }
    case "location": {
      const { latitude, longitude, name, address } = part;
      return { type: "location", latitude, longitude, ...given({ name, address }) };
    }
    case "contact-card":
      return { type: "contact-card", name: part.name, phones: part.phones };
    case "link":
      return { type: "link", url: part.url };
    case "poll":
      return {
        type: "poll",
        question: part.question,
        options: part.options,
        multiple: part.multiple,
      };
    case "action":
      return { type: "action", value: part.value };
    case "unsupported":
      return { type: "unsupported", fallback: part.fallback !== "" };
  }
}

function canonicalText(text: FormattedText): { text: string; spans?: Json } {
  const spans = (text.spans ?? [])
    .map(({ start, end, style, value }) => ({ start, end, style, ...given({ value }) }))
    .sort((a, b) => a.start - b.start || a.end - b.end || a.style.localeCompare(b.style));
  return { text: text.text, ...(spans.length > 0 && { spans }) };
}

function given(fields: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).filter((field): field is [string, string] => field[1] !== undefined),
  );
}

/** All the words a message shows: its text, captions and what its parts say. */
export function readable(parts: readonly SimulatedPart[]): string {
  return parts
    .map((part) => {
      if (part.type === "text") return part.text.text;
      if (part.type === "media") return part.caption?.text ?? "";
      return JSON.stringify(part);
    })
    .join("");
}
