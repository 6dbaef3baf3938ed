import {
  type ChannelAdapter,
  type Json,
  parseSettings,
  secretFields,
  settingsJsonSchema,
} from "../adapter/index.ts";
import type { Sealing } from "./sealing.ts";

type Fields = Readonly<Record<string, Json>>;

/** Settings as they are stored: the readable half, and the envelopes of the secret half. */
export interface SplitSettings {
  readonly settings: Fields;
  readonly sealedSettings: Readonly<Record<string, string>>;
}

/**
 * Checks what an operator filled in, and splits it for the database. What is stored is what was filled in, not what
 * the schema made of it: the schema reads it again at every start. @throws ChannelError `config-invalid`.
 */
export function splitSettings(
  adapter: ChannelAdapter,
  sealing: Sealing,
  channelId: string,
  fields: Fields,
): SplitSettings {
  parseSettings(adapter.settings, fields);
  const isSecret = secretTest(adapter);
  const settings: Record<string, Json> = {};
  const sealedSettings: Record<string, string> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (isSecret(name)) {
      sealedSettings[name] = sealing.seal(JSON.stringify(value), place(channelId, name));
    } else {
      settings[name] = value;
    }
  }
  return { settings, sealedSettings };
}

/** The settings whole again, and the secret half by itself. @throws SealingError. */
export function joinSettings(
  sealing: Sealing,
  channelId: string,
  { settings, sealedSettings }: SplitSettings,
): { readonly fields: Fields; readonly secrets: Fields } {
  const secrets = Object.fromEntries(
    Object.entries(sealedSettings).map(([name, sealed]) => [
      name,
      JSON.parse(sealing.unseal(sealed, place(channelId, name))) as Json,
    ]),
  );
  return { fields: { ...settings, ...secrets }, secrets };
}

/** A change over what is there: absent fields stay, `null` takes one out. */
export function mergeSettings(fields: Fields, change: Fields): Fields {
  return Object.fromEntries(
    Object.entries({ ...fields, ...change }).filter(([, value]) => value !== null),
  );
}

/** Where the schema isn't one flat object, nothing says which field is secret: then all are. */
function secretTest({ settings }: ChannelAdapter): (name: string) => boolean {
  if (settingsJsonSchema(settings)["properties"] === undefined) return () => true;
  const names = new Set(secretFields(settings));
  return (name) => names.has(name);
}

function place(channelId: string, field: string): string {
  return `channel/${channelId}/settings/${field}`;
}
