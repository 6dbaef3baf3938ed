import { z } from "zod";
import { Refusal } from "./answers.ts";
import { limits } from "./capabilities.ts";
import { isSafeLink } from "./links.ts";

const short = z.string().trim().min(1).max(100);

/** Without what follows the path: a site's own secrets may stand there. */
const pageAddress = z
  .url({ protocol: /^https?$/ })
  .max(2000)
  .transform((url) => new URL(url).origin + new URL(url).pathname);

export const visitCall = z.object({
  name: short.optional(),
  email: z.email().max(200).optional(),
  locale: z.string().max(35).refine(isLocale, "must be a language such as zh-CN").optional(),
  // For agents to know: a page that makes no sense must not keep anybody from writing.
  page: z
    .object({
      url: pageAddress,
      title: z
        .string()
        .trim()
        .transform((title) => title.slice(0, 300).toWellFormed()),
    })
    .optional()
    .catch(undefined),
});

const span = z
  .object({
    start: z.int().min(0),
    end: z.int().max(limits.text),
    style: z.enum(["bold", "italic", "underline", "strike", "code", "pre", "quote", "link"]),
    value: z.string().max(2000).optional(),
  })
  .refine(({ start, end }) => start < end, "must end after it begins")
  .refine(
    ({ style, value }) => style !== "link" || (value !== undefined && isSafeLink(value)),
    "must lead to a web, mail or telephone address",
  );

export const messageCall = z
  .object({
    id: z.uuid(),
    text: z.string().max(limits.text).refine(hasWords, "must not be empty").optional(),
    spans: z.array(span).max(200).optional(),
    fileId: z.string().max(100).optional(),
    /** The file was recorded in the chat. */
    voice: z.boolean().default(false),
    replyTo: z.string().max(100).optional(),
    /** Of a newer widget: what this version of the hub can't read, with words for the agent. */
    other: z
      .object({ type: short, fallback: z.string().max(limits.text).refine(hasWords) })
      .optional(),
  })
  .refine(
    ({ text, fileId, other }) => text !== undefined || fileId !== undefined || other !== undefined,
    "needs a text or a file",
  );

export type MessageCall = z.infer<typeof messageCall>;

export const typingCall = z.object({ typing: z.boolean() });
export const readCall = z.object({ upTo: z.int().min(0) });

const whole = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number);

export const entriesQuery = z.object({
  after: whole.optional(),
  before: whole.optional(),
  wait: whole.pipe(z.number().max(25)).default(0),
  /** Until when the client shows that an agent types, in ms; 0 when it doesn't. */
  typing: whole.optional(),
  limit: whole.pipe(z.number().min(1).max(200)).default(50),
});

/** @throws Refusal naming each field that is wrong. */
export function parse<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join(".")} ${message}`);
  throw new Refusal(400, "invalid", problems.join("; ").trim());
}

export function parseBody<T>(schema: z.ZodType<T>, body: Uint8Array): T {
  let input: unknown;
  try {
    input = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    throw new Refusal(400, "invalid", "The body must be JSON in UTF-8.");
  }
  return parse(schema, input);
}

function hasWords(text: string): boolean {
  return text.trim() !== "" && text.isWellFormed();
}

function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}
