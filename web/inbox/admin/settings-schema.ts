import type { Json } from "../api/schema.ts";

/** A field of an adapter's settings, as far as a form has to know it. */
export interface SettingsField {
  readonly name: string;
  readonly title: string;
  readonly hint: string | undefined;
  readonly isRequired: boolean;
  readonly isSecret: boolean;
  /** `lines`: a list of texts. `json`: what has no field of its own. */
  readonly type: "text" | "number" | "boolean" | "choice" | "lines" | "json";
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
    type: choices.length > 0 ? "choice" : typeOf(field),
    choices,
    initial: initial === undefined ? "" : asText(initial),
    pattern: typeof field["pattern"] === "string" ? field["pattern"] : undefined,
  };
}

function typeOf({ type, items }: JsonObject): SettingsField["type"] {
  if (type === "boolean") return "boolean";
  if (type === "number" || type === "integer") return "number";
  if (type === "array" && isObject(items) && items["type"] === "string") return "lines";
  return type === "array" || type === "object" ? "json" : "text";
}

/** As a field shows it: a list of texts with one in each line. */
export function asText(value: Json): string {
  if (typeof value === "string") return value;
  return Array.isArray(value) && value.every(isText) ? value.join("\n") : JSON.stringify(value);
}

function isText(value: Json): value is string {
  return typeof value === "string";
}

/** What was filled in, as JSON. Undefined: left empty. @throws SyntaxError for JSON that is none. */
export function valueOf({ type }: SettingsField, text: string): Json | undefined {
  if (type === "boolean") return text === "true";
  const trimmed = text.trim();
  if (type === "lines") return trimmed === "" ? [] : trimmed.split(/\s*\n\s*/);
  if (trimmed === "") return undefined;
  if (type === "number") return Number(trimmed);
  return type === "json" ? (JSON.parse(trimmed) as Json) : trimmed;
}
