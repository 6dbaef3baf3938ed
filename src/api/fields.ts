import { z } from "zod";
import type { Json } from "../adapter/index.ts";
import { decodeCursor } from "./cursor.ts";

/** Fields that many routes share, so that they look the same everywhere. */

const control = /[\p{Cc}\p{Cs}]/u;

/** One line for people to read: no line breaks, no control characters, no halves of characters. */
export const line = (max: number): z.ZodString =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine((text) => !control.test(text), "must not contain control characters");

export const emailAddress = z.email().max(255).toLowerCase().meta({ example: "li.na@example.com" });

/** Long enough not to be guessed; no rules about its characters, which only make passwords worse. */
export const newPassword = z.string().min(10).max(200).meta({ format: "password" });

export const locale = z
  .string()
  .max(35)
  .regex(/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/, "must be a language tag such as zh-CN")
  .meta({ example: "zh-CN" });

/** Opaque to clients. */
export const id = z.uuid();

export const time = z.iso.datetime().meta({ example: "2025-03-01T08:30:00.000Z" });

/** A `time` of a body; null and undefined stay what they are. */
export function dateOf(text: string | null | undefined): Date | null | undefined {
  return typeof text === "string" ? new Date(text) : text;
}

/** What every list takes. */
export const pageQuery = {
  cursor: z.string().max(500).optional().meta({ description: "`nextCursor` of the page before" }),
  limit: z.coerce.number().int().min(1).max(200).default(50),
};

/** What every list answers. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({
    items: z.array(item),
    nextCursor: z.string().nullable().meta({ description: "Null on the last page" }),
  });
}

/** The id in a cursor that is made of one. */
export function idFromCursor(cursor: string | undefined): string | undefined {
  return cursor === undefined ? undefined : decodeCursor(cursor, ["string"])[0];
}

/** A name in a query that may be given several times. */
export function listOf<T extends z.ZodType>(item: T, max: number) {
  return z
    .union([z.array(item).max(max), item.transform((one) => [one])])
    .meta({ description: "May be given several times" });
}

/** For requests that must not be done twice: the same key and body give the first answer again. */
export const idempotencyHeaders = z.object({
  "idempotency-key": z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/, "must be 1 to 255 visible ASCII characters")
    .optional()
    .meta({ description: "Chosen by the client, one for each message; remembered for a week" }),
});

/** A place in the change log. */
export const eventNumber = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

/** Any JSON: what an adapter's own schema looks at more closely. */
export const json: z.ZodType<Json, Json> = z
  .lazy(() =>
    z.union([
      z.null(),
      z.boolean(),
      z.number(),
      z.string(),
      z.array(json),
      z.record(z.string(), json),
    ]),
  )
  .meta({ id: "Json", description: "Any JSON value" });
