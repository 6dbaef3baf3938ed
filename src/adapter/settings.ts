import { z } from "zod";
import { ChannelError } from "./errors.ts";
import type { Json } from "./json.ts";

/**
 * Marks a settings field as secret: encrypted at rest, never sent back, `writeOnly` in the JSON Schema. A field with a
 * secret anywhere inside it is secret as a whole. Where it is sent to belongs into a field made with `z.url()`: with
 * another address there, the hub wants its secrets entered anew. @throws for a schema of another zod, whose mark would
 * not be seen.
 */
export function secret<T extends z.ZodType>(schema: T): T {
  const marked = schema.meta({ ...schema.meta(), writeOnly: true });
  if (z.globalRegistry.get(marked)?.["writeOnly"] !== true) {
    throw new Error("secret() can't mark a schema of this zod: update zod to the hub's version.");
  }
  return marked;
}

/** The JSON Schema (2020-12) of an adapter's settings, for the set-up form and the API. */
export function settingsJsonSchema(settings: z.ZodType): Readonly<Record<string, Json>> {
  const schema = z.toJSONSchema(settings, { io: "input" }) as Readonly<Record<string, Json>>;
  const { properties } = schema;
  if (!isObject(properties)) return schema;
  const marked = Object.entries(properties).map(([name, field]) => {
    const isSecret = isObject(field) && holdsSecret(field);
    return [name, isSecret ? { ...field, writeOnly: true } : field] as const;
  });
  return { ...schema, properties: Object.fromEntries(marked) };
}

/** Names of the secret top-level fields. */
export function secretFields(settings: z.ZodType): readonly string[] {
  const properties = settingsJsonSchema(settings)["properties"];
  if (!isObject(properties)) return [];
  return Object.entries(properties)
    .filter(([, schema]) => isObject(schema) && schema["writeOnly"] === true)
    .map(([name]) => name);
}

/** Parses what an operator filled in. @throws ChannelError `config-invalid`, naming each field, never its value. */
export function parseSettings<C>(settings: z.ZodType<C>, input: unknown): C {
  const parsed = settings.safeParse(input);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => {
    const field = issue.path.length === 0 ? "settings" : issue.path.join(".");
    return `${field}: ${issue.message}`;
  });
  throw new ChannelError({
    code: "config-invalid",
    outcome: "not-sent",
    message: problems.join("; "),
  });
}

/** `secret(…).nullable()` and its like carry the mark further down. */
function holdsSecret(schema: Json): boolean {
  if (schema === null || typeof schema !== "object") return false;
  if (isObject(schema) && schema["writeOnly"] === true) return true;
  return Object.values(schema as object).some((inner: Json) => holdsSecret(inner));
}

function isObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
