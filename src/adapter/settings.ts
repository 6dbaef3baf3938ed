import { z } from "zod";
import { ChannelError } from "./errors.ts";
import type { Json } from "./json.ts";

/** Marks a settings field as secret: encrypted at rest, never sent back, `writeOnly` in the JSON Schema. */
export function secret<T extends z.ZodType>(schema: T): T {
  return schema.meta({ ...schema.meta(), writeOnly: true });
}

/** The JSON Schema (2020-12) of an adapter's settings, for the set-up form and the API. */
export function settingsJsonSchema(settings: z.ZodType): Readonly<Record<string, Json>> {
  return z.toJSONSchema(settings, { io: "input" }) as Readonly<Record<string, Json>>;
}

/** Names of the secret top-level fields. */
export function secretFields(settings: z.ZodType): readonly string[] {
  const properties = settingsJsonSchema(settings)["properties"];
  if (properties === undefined || properties === null || typeof properties !== "object") return [];
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

function isObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
