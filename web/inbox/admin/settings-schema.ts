import type { Json } from "../api/schema.ts";

/** A field of an adapter's settings, as far as a form has to know it. */
export interface SettingsField {
  readonly name: string;
  readonly title: string;
  readonly hint: string | undefined;
  readonly isRequired: boolean;
  readonly isSecret: boolean;
  readonly type: "text" | "number" | "boolean" | "choice" | "json";
  readonly choices: readonly string[];
  readonly initial: string;
  readonly pattern: string | undefined;
}

type JsonObject = Readonly<Record<string, Json>>;

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The form that an adapter's JSON Schema asks for. */
export function fieldsOf(schema: JsonObject): readonly SettingsField[] {
  const properties = schema["properties"];
  const required = schema["required"];
  if (!isObject(properties)) return [];
  const names = Array.isArray(required) ? required : [];
  return Object.entries(properties).flatMap(([name, field]) =>
    isObject(field) ? [fieldOf(name, field, names.includes(name))] : [],
  );
}

function fieldOf(name: string, field: JsonObject, isRequired: boolean): SettingsField {
  const initial = field["default"];
  const choices = Array.isArray(field["enum"]) ? field["enum"].map(String) : [];
  return {
    name,
    title: typeof field["title"] === "string" ? field["title"] : name,
    hint: typeof field["description"] === "string" ? field["description"] : undefined,
    isRequired: isRequired && initial === undefined,
    isSecret: field["writeOnly"] === true,
    type: choices.length > 0 ? "choice" : typeOf(field["type"]),
    choices,
    initial: initial === undefined ? "" : asText(initial),
    pattern: typeof field["pattern"] === "string" ? field["pattern"] : undefined,
  };
}

function typeOf(type: Json | undefined): SettingsField["type"] {
  if (type === "boolean") return "boolean";
  if (type === "number" || type === "integer") return "number";
  // Lists and the like: shown as what they are.
  return type === "array" || type === "object" ? "json" : "text";
}

export function asText(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** What was filled in, as JSON. Undefined: left empty. @throws SyntaxError for JSON that is none. */
export function valueOf({ type }: SettingsField, text: string): Json | undefined {
  if (type === "boolean") return text === "true";
  const trimmed = text.trim();
  if (trimmed === "") return undefined;
  if (type === "number") return Number(trimmed);
  return type === "json" ? (JSON.parse(trimmed) as Json) : trimmed;
}
