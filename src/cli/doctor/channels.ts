import path from "node:path";
import type { Settings } from "../../../config/settings.ts";
import { type ChannelAdapter, ChannelError, parseSettings } from "../../adapter/index.ts";
import { ownAdapters } from "../../app.ts";
import { listChannels, type StoredChannel } from "../../channels/channel-store.ts";
import { encryptionKey } from "../../channels/encryption-key.ts";
import { guardedFetch } from "../../channels/guarded-fetch.ts";
import { AdapterRegistry } from "../../channels/registry.ts";
import { Sealing } from "../../channels/sealing.ts";
import { joinSettings } from "../../channels/settings.ts";
import type { Database } from "../../db/database.ts";
import { fail, type Finding, ok, warn } from "./finding.ts";

const patienceMs = 15_000;

interface Parts {
  readonly registry: AdapterRegistry;
  readonly sealing: Sealing;
  readonly fetch: typeof fetch;
}

/** Whether each channel's platform can be reached from here with the settings it has. Sends nothing to anybody. */
export async function checkChannels(
  database: Database,
  settings: Settings,
): Promise<readonly Finding[]> {
  const registry = new AdapterRegistry(ownAdapters);
  await registry.addPackages(settings.ADAPTER_PACKAGES, path.resolve("."));
  const channels = await listChannels(database.queries);
  if (channels.length === 0) return [ok("channels", "there are none yet")];
  const parts: Parts = {
    registry,
    sealing: new Sealing(await encryptionKey(settings.ENCRYPTION_KEY, settings.DATA_DIRECTORY)),
    fetch: guardedFetch({
      allowPrivateNetwork: settings.ALLOW_PRIVATE_NETWORK,
      maxBytes: settings.MAX_MEDIA_BYTES,
      timeoutMs: patienceMs,
    }),
  };
  return Promise.all(channels.map((channel) => checkChannel(channel, parts)));
}

async function checkChannel(channel: StoredChannel, parts: Parts): Promise<Finding> {
  const subject = `channel ${channel.name}`;
  if (channel.wanted === "paused") return ok(subject, "is paused");
  try {
    const adapter = await parts.registry.get(channel.adapter);
    const { fields } = joinSettings(parts.sealing, channel.id, {
      settings: channel.settings,
      sealedSettings: channel.sealedSettings,
    });
    const config = parseSettings(adapter.settings, fields);
    const reached = await reach(adapter, config, parts.fetch);
    return channel.status.state === "failed"
      ? warn(
          subject,
          `${reached}, but the channel failed: ${channel.status.message ?? "no reason was given"}`,
          `switchboard channel reconnect ${channel.id}`,
        )
      : ok(subject, reached);
  } catch (error) {
    return fail(subject, messageOf(error), fixOf(error, channel));
  }
}

/** Asks as the adapter knows how to; without that, whether the servers in the settings answer at all. */
async function reach(
  adapter: ChannelAdapter,
  config: unknown,
  fetch: typeof globalThis.fetch,
): Promise<string> {
  const signal = AbortSignal.timeout(patienceMs);
  if (adapter.check !== undefined) {
    const self = await adapter.check(config, fetch, signal);
    return `${adapter.displayName} answers, and knows us as ${self.name ?? self.id}`;
  }
  const addresses = Object.values(config as Readonly<Record<string, unknown>>).filter(
    (value): value is string => typeof value === "string" && /^https?:\/\//.test(value),
  );
  for (const address of addresses) {
    const response = await fetch(new URL(address).origin, { signal, redirect: "manual" });
    await response.body?.cancel();
  }
  return addresses.length === 0 ? "its settings are valid" : `${adapter.displayName} answers`;
}

function messageOf(error: unknown): string {
  const { message } = error instanceof Error ? error : new Error(String(error));
  return message.endsWith(".") ? message : `${message}.`;
}

function fixOf(error: unknown, { id, adapter }: StoredChannel): string {
  if (error instanceof ChannelError) {
    switch (error.code) {
      case "auth-lost":
      case "account-restricted":
      case "config-invalid":
        return `switchboard channel set ${id} --settings <file> gives it new settings; adapters/${adapter}/README.md says where they come from.`;
      default:
        return "Check this machine's way out: name look-up, firewall, proxy. The hub tries again by itself.";
    }
  }
  if (error instanceof Error && error.name === "SealingError") {
    return "Set ENCRYPTION_KEY (or put back encryption.key) as it was when the channel was made, or give the channel its secrets again.";
  }
  if (error instanceof Error && error.name === "ForbiddenRequestError") {
    return "Set ALLOW_PRIVATE_NETWORK=true if that server is your own.";
  }
  return "Check this machine's way out, and that the adapter is installed.";
}
