import { createHash } from "node:crypto";
import { uuidv7 } from "uuidv7";
import type { InboundEvent } from "../adapter/index.ts";
import { isDuplicate } from "../db/errors.ts";
import type { EventLog } from "../realtime/event-log.ts";
import { eventFromJson, toJson } from "./event-json.ts";
import { toIncoming } from "./incoming.ts";
import { applyEvents } from "./ingest-batch.ts";
import { insertJournalEntry } from "./journal-store.ts";
import {
  deleteQuarantined,
  findQuarantined,
  insertQuarantined,
  setQuarantineReason,
} from "./quarantine-store.ts";
import { Known } from "./known.ts";

/** An event larger than this may be more than the database takes in one statement (bytes). */
export const mostKept = 8 * 1024 * 1024;

/** What storing an event takes (bytes); 0 when it can't be stored anyway. */
export function sizeOf(event: InboundEvent): number {
  return Buffer.byteLength(toJson(event) ?? "");
}

/** Keeps an event that failed, with why, so that it may be acknowledged. Throws when the database can't. */
export async function quarantine(
  eventLog: EventLog,
  channelId: string,
  event: InboundEvent,
  failure: unknown,
  now: number,
): Promise<void> {
  try {
    await eventLog.write(async (trx, record) => {
      const id = uuidv7();
      const type = storableType(event.type);
      await insertJournalEntry(trx, channelId, storableKey(event), type, now);
      await insertQuarantined(trx, {
        id,
        channel_id: channelId,
        type,
        ...kept(event, failure),
        received_at: now,
      });
      record({ type: "channel.updated", channelId, data: { quarantined: id } });
    });
  } catch (error) {
    // It came again while it was being set aside: one copy is enough.
    if (!isDuplicate(error)) throw error;
  }
}

function kept(event: InboundEvent, failure: unknown): { event: string; reason: string } {
  const json = toJson(event) ?? toJson({ ...event, raw: undefined });
  const bytes = Buffer.byteLength(json ?? "");
  if (json !== undefined && bytes <= mostKept) return { event: json, reason: reasonOf(failure) };
  const { at, origin } = event;
  const header = { type: storableType(event.type), dedupeKey: storableKey(event), at, origin };
  const why =
    json === undefined ? "can't be written as JSON" : `is too large to be kept: ${bytes} bytes`;
  return { event: JSON.stringify(header), reason: `The event ${why}. ${reasonOf(failure)}` };
}

/** Outcome of a replay: `stored`, or why it failed again. */
export type ReplayOutcome =
  | { readonly stored: true }
  | { readonly stored: false; readonly reason: string };

/** Tries a quarantined event again, as after an update of the adapter or the hub. Undefined: there is none. */
export async function replay(
  eventLog: EventLog,
  channelId: string,
  id: string,
  now: number,
): Promise<ReplayOutcome | undefined> {
  try {
    return await eventLog.write(async (trx, record) => {
      const row = await findQuarantined(trx, channelId, id);
      if (row === undefined) return undefined;
      const incoming = toIncoming(channelId, eventFromJson(row.event), id);
      const learned = { identities: new Map(), conversations: new Map(), rows: new Map() };
      const context = {
        trx,
        record,
        known: new Known(),
        learned,
        careful: true,
        onlyMessages: false,
        now,
      };
      await applyEvents(context, [incoming]);
      await deleteQuarantined(trx, id);
      record({ type: "channel.updated", channelId, data: { replayed: id } });
      return { stored: true } as const;
    });
  } catch (error) {
    const reason = reasonOf(error);
    await eventLog.write((trx) => setQuarantineReason(trx, id, reason));
    return { stored: false, reason };
  }
}

function reasonOf(failure: unknown): string {
  return (failure instanceof Error ? failure.message : String(failure)).slice(0, 1000);
}

/** A key that is itself what's wrong is kept by its fingerprint; without one, the whole event is its own key. */
function storableKey(event: InboundEvent): string {
  const key: unknown = event.dedupeKey;
  if (typeof key === "string" && key !== "" && key.length <= 255 && key.isWellFormed()) return key;
  const names = key !== "" && key !== undefined && key !== null;
  const fingerprinted = toJson(names ? key : event) ?? uuidv7();
  return `unusable:${createHash("sha256").update(fingerprinted).digest("hex")}`;
}

function storableType(type: unknown): string {
  return typeof type === "string" ? type.slice(0, 64) : "unknown";
}
