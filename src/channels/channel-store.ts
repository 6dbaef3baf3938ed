import type { Insertable, Selectable, Updateable } from "kysely";
import type { Contact, Json } from "../adapter/index.ts";
import type { Queries, Writes } from "../db/database.ts";
import { isMysql } from "../db/dialect.ts";
import type { ChannelsTable } from "../db/schema/channels.ts";
import type { Channel, ChannelStatus } from "./channel.ts";

/** A channel with its secrets still sealed. */
export interface StoredChannel extends Channel {
  /** Envelopes by field name. */
  readonly sealedSettings: Readonly<Record<string, string>>;
}

export async function listChannels(db: Queries): Promise<readonly StoredChannel[]> {
  const rows = await db
    .selectFrom("channels")
    .selectAll()
    .where("deleted_at", "is", null)
    .orderBy("id")
    .execute();
  return rows.map(toChannel);
}

export async function findChannel(db: Queries, id: string): Promise<StoredChannel | undefined> {
  const row = await db
    .selectFrom("channels")
    .selectAll()
    .where("id", "=", id)
    .where("deleted_at", "is", null)
    .executeTakeFirst();
  return row && toChannel(row);
}

/** For a change: nobody else changes it until the commit. */
export async function lockChannel(trx: Writes, id: string): Promise<StoredChannel | undefined> {
  const query = trx
    .selectFrom("channels")
    .selectAll()
    .where("id", "=", id)
    .where("deleted_at", "is", null);
  const row = await (isMysql(trx) ? query.forUpdate() : query).executeTakeFirst();
  return row && toChannel(row);
}

export async function insertChannel(trx: Writes, row: Insertable<ChannelsTable>): Promise<void> {
  await trx.insertInto("channels").values(row).execute();
}

/** Changes one and raises its revision, so that its session notices. */
export async function updateChannel(
  trx: Writes,
  id: string,
  change: Updateable<ChannelsTable>,
): Promise<void> {
  await trx
    .updateTable("channels")
    .set(change)
    .set((eb) => ({ revision: eb("revision", "+", 1) }))
    .where("id", "=", id)
    .execute();
}

/** What the holder of the lease reports; false when it no longer is the holder. */
export async function saveStatus(
  trx: Writes,
  id: string,
  leaseToken: number,
  status: ChannelStatus & { readonly since: Date; readonly self?: Contact },
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable("channels")
    .set({
      ...statusColumns(status),
      state_since: status.since.getTime(),
      ...(status.self !== undefined && { self: JSON.stringify(status.self) }),
    })
    .where("id", "=", id)
    .where("lease_token", "=", leaseToken)
    .where("deleted_at", "is", null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** When something last came in and went out, as the holder of the lease knows it. */
export async function saveActivity(
  db: Queries,
  id: string,
  leaseToken: number,
  activity: { readonly inboundAt: Date | undefined; readonly outboundAt: Date | undefined },
): Promise<void> {
  const { inboundAt, outboundAt } = activity;
  await db
    .updateTable("channels")
    .set({
      ...(inboundAt !== undefined && { last_inbound_at: inboundAt.getTime() }),
      ...(outboundAt !== undefined && { last_outbound_at: outboundAt.getTime() }),
    })
    .where("id", "=", id)
    .where("lease_token", "=", leaseToken)
    .execute();
}

export function statusColumns(
  status: ChannelStatus,
): Pick<ChannelsTable, "state" | "error_code" | "error_message" | "error_action"> {
  return {
    state: status.state,
    error_code: status.code ?? null,
    error_message: status.message ?? null,
    error_action: status.action ?? null,
  };
}

/** Any one sealed value there is, to see whether the key fits. */
export async function anySealed(db: Queries): Promise<string | undefined> {
  const kept = await db.selectFrom("channel_secrets").select("sealed").limit(1).executeTakeFirst();
  if (kept !== undefined) return kept.sealed;
  const row = await db
    .selectFrom("channels")
    .select("sealed_settings")
    .where("sealed_settings", "!=", "{}")
    .limit(1)
    .executeTakeFirst();
  return row && Object.values(JSON.parse(row.sealed_settings) as Record<string, string>)[0];
}

function toChannel(row: Selectable<ChannelsTable>): StoredChannel {
  const sealedSettings = JSON.parse(row.sealed_settings) as Record<string, string>;
  return {
    id: row.id,
    adapter: row.adapter,
    name: row.name,
    settings: JSON.parse(row.settings) as Record<string, Json>,
    secretsSet: Object.keys(sealedSettings),
    sealedSettings,
    wanted: row.wanted,
    revision: row.revision,
    createdAt: new Date(row.created_at),
    status: {
      state: row.state as ChannelStatus["state"],
      since: new Date(row.state_since),
      ...(row.error_code !== null && {
        code: row.error_code as NonNullable<ChannelStatus["code"]>,
      }),
      ...(row.error_message !== null && { message: row.error_message }),
      ...(row.error_action !== null && {
        action: row.error_action as NonNullable<ChannelStatus["action"]>,
      }),
    },
    ...(row.self !== null && { self: JSON.parse(row.self) as Contact }),
    ...(row.last_inbound_at !== null && { lastInboundAt: new Date(row.last_inbound_at) }),
    ...(row.last_outbound_at !== null && { lastOutboundAt: new Date(row.last_outbound_at) }),
  };
}
