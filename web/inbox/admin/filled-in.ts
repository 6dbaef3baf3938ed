import type { Json } from "../api/schema.ts";
import { type SettingsField, valueOf } from "./settings-schema.ts";

/** What was filled in; what was left empty is left out. */
export function filledIn(
  fields: readonly SettingsField[],
  values: Readonly<Record<string, string>>,
): Readonly<Record<string, Json>> {
  const settings: Record<string, Json> = {};
  for (const field of fields) {
    const value = valueOf(field, values[field.name] ?? field.initial);
    if (value !== undefined) settings[field.name] = value;
  }
  return settings;
}
