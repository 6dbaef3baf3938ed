import { z } from "zod";
import { id } from "../fields.ts";

export const mediaKinds = [
  "image",
  "video",
  "animation",
  "audio",
  "voice",
  "file",
  "sticker",
] as const;

const styles = [
  "bold",
  "italic",
  "underline",
  "strike",
  "code",
  "pre",
  "quote",
  "spoiler",
  "link",
  "mention",
] as const;

/** A mebi: more than any platform takes at once; adapters split what is longer than theirs. */
const longestText = 1_048_576;
/** The longest text, every character of it escaped. */
export const maxPartsBytes = 8 * longestText;

const span = z.object({
  start: z.int().min(0).meta({ description: "UTF-16 offset into `text`" }),
  end: z.int().min(0).meta({ description: "Exclusive" }),
  style: z.enum(styles),
  value: z.string().max(4000).exactOptional().meta({
    description:
      "Of a link its address, of a mention the contact's id (in a note: an agent's), of `pre` the language",
  }),
});

const formattedText = z
  .object({ text: z.string(), spans: z.array(span).exactOptional() })
  .meta({ id: "FormattedText", description: "What the person typed, plus spans: never markup" });

/** What a person sends: bounded, and with spans that lie within the text. */
const textInput = z
  .strictObject({
    text: z.string().min(1).max(longestText),
    spans: z.array(z.strictObject(span.shape)).max(1000).exactOptional(),
  })
  .refine(
    ({ text, spans = [] }) => spans.every(({ start, end }) => start < end && end <= text.length),
    { path: ["spans"], message: "must begin before they end, inside the text" },
  );

const location = {
  type: z.literal("location"),
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
  name: z.string().max(500).exactOptional(),
  address: z.string().max(1000).exactOptional(),
};
const contactCard = {
  type: z.literal("contact-card"),
  name: z.string().max(500),
  phones: z.array(z.string().max(100)).max(50),
  vcard: z.string().max(20_000).exactOptional(),
};
const link = {
  type: z.literal("link"),
  url: z.string().max(4000),
  title: z.string().max(1000).exactOptional(),
  description: z.string().max(4000).exactOptional(),
};
const poll = {
  type: z.literal("poll"),
  question: z.string().max(1000),
  options: z.array(z.string().max(500)).max(100),
  multiple: z.boolean(),
};

/** A file as everybody sees it; its bytes are at `/api/v1/attachments/{id}/content`. */
export const attachmentSchema = z
  .object({
    id,
    state: z.enum(["pending", "ready", "expired", "too-large", "failed"]),
    reason: z.string().nullable().meta({ description: "Why it can't be had, in plain words" }),
    mimeType: z.string().nullable(),
    fileName: z.string().nullable(),
    size: z.int().nullable(),
    width: z.int().nullable(),
    height: z.int().nullable(),
    durationMs: z.int().nullable(),
  })
  .meta({ id: "Attachment", description: "A file" });

/** What came is shown as it came: its limits were the platform's, not ours. */
const shown = z.string();

export const partSchema = z
  .discriminatedUnion("type", [
    z.object({ type: z.literal("text"), text: formattedText }),
    z.object({
      type: z.literal("media"),
      kind: z.enum(mediaKinds),
      media: attachmentSchema,
      caption: formattedText.exactOptional(),
    }),
    z.object({
      ...location,
      latitude: z.number(),
      longitude: z.number(),
      name: shown.exactOptional(),
      address: shown.exactOptional(),
    }),
    z.object({ ...contactCard, name: shown, phones: z.array(shown), vcard: shown.exactOptional() }),
    z.object({
      ...link,
      url: shown,
      title: shown.exactOptional(),
      description: shown.exactOptional(),
    }),
    z.object({ ...poll, question: shown, options: z.array(shown) }),
    z.object({ type: z.literal("action"), value: shown, label: shown.exactOptional() }),
    z.object({ type: z.literal("unsupported"), platformType: shown, fallback: shown }),
  ])
  .meta({ id: "Part", description: "A piece of a message's content" });

const partInput = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("text"), text: textInput }),
  z.strictObject({
    type: z.literal("media"),
    kind: z.enum(mediaKinds),
    media: z.strictObject({ attachmentId: id.meta({ description: "Of an upload of yours" }) }),
    caption: textInput.exactOptional(),
  }),
  z.strictObject(location),
  z.strictObject(contactCard),
  z.strictObject({ ...link, url: z.url({ protocol: /^https?$/ }).max(4000) }),
  z.strictObject({ ...poll, options: poll.options.min(2) }),
]);

/** The content of a message to be sent. */
export const partsInput = z.array(partInput).min(1).max(20);
