import type { Database } from "../db/database.ts";
import { findChannel } from "./channel-store.ts";
import type { Sealing } from "./sealing.ts";
import { Redaction } from "./session-log.ts";
import { SessionSecrets } from "./session-secrets.ts";
import { joinSettings } from "./settings.ts";

/** Fenced: nobody holds a channel with this. */
const noLease = -1;

/** Knows the secrets that a channel has now, also where it doesn't run. */
export async function redactionOf(
  parts: { readonly database: Database; readonly sealing: Sealing },
  channelId: string,
): Promise<Redaction> {
  const redaction = new Redaction();
  const channel = await findChannel(parts.database.queries, channelId);
  if (channel !== undefined) {
    redaction.add(joinSettings(parts.sealing, channelId, channel).secrets);
  }
  await new SessionSecrets(parts, channelId, noLease, redaction).redactAll();
  return redaction;
}
