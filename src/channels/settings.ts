import {
  type ChannelAdapter,
  ChannelError,
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

/**
 * A change over what is there: absent fields stay, `null` takes one out.
 * @throws ChannelError `config-invalid` for a field that there isn't, and for a stored secret that would go elsewhere.
 */
export function mergeSettings(adapter: ChannelAdapter, stored: Fields, change: Fields): Fields {
  const { properties, additionalProperties: others = false } = settingsJsonSchema(adapter.settings);
  const known = isObject(properties) ? properties : undefined;
  // A secret under a name that isn't quite its own would be kept, and shown, like any other setting.
  const unknown = Object.keys(change).filter(
    (name) => known !== undefined && others === false && !Object.hasOwn(known, name),
  );
  if (unknown.length > 0) throw invalid(`${unknown.join(", ")}: there is no such setting`);
  keepSecretsWhereTheyAre(adapter, stored, change);
  return Object.fromEntries(
    Object.entries({ ...stored, ...change }).filter(([, value]) => value !== null),
  );
}

/**
 * Secrets are never shown. Whoever could have them sent to a server of their own would see them, so that with another
 * address they have to be entered anew.
 */
function keepSecretsWhereTheyAre(
  { settings }: ChannelAdapter,
  stored: Fields,
  change: Fields,
): void {
  const { properties } = settingsJsonSchema(settings);
  const moved = Object.entries(isObject(properties) ? properties : {}).find(
    ([name, field]) =>
      isObject(field) &&
      field["format"] === "uri" &&
      Object.hasOwn(change, name) &&
      (change[name] ?? null) !== (stored[name] ?? null),
  );
  if (moved === undefined) return;
  const kept = secretFields(settings).filter(
    (name) => Object.hasOwn(stored, name) && !Object.hasOwn(change, name),
  );
  if (kept.length === 0) return;
  throw invalid(`${kept.join(", ")}: enter it again, since ${moved[0]} says where it is sent`);
}

function invalid(message: string): ChannelError {
  return new ChannelError({ code: "config-invalid", outcome: "not-sent", message });
}

function isObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
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
