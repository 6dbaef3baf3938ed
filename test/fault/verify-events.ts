import type { Queries } from "../../src/db/database.ts";
import type { EventsTable } from "../../src/db/schema/events.ts";
import { rises, type DeliveryState } from "../../src/delivery/states.ts";
import type { StoredMessage } from "./stored-messages.ts";

/** The change log: no gap, each message created once and in its conversation's order, states that only rise. */
export async function verifyEvents(
  db: Queries,
  messages: readonly StoredMessage[],
): Promise<readonly string[]> {
  const events = await db.selectFrom("events").selectAll().orderBy("number").execute();
  return [
    ...verifyNumbers(events, await counter(db)),
    ...verifyCreations(events, messages),
    ...verifyStates(events, messages),
  ];
}

async function counter(db: Queries): Promise<number> {
  const { last } = await db.selectFrom("event_counter").select("last").executeTakeFirstOrThrow();
  return last;
}

function verifyNumbers(events: readonly EventsTable[], last: number): readonly string[] {
  const at = events.findIndex(({ number }, index) => number !== index + 1);
  if (at >= 0) return [`events: number ${events[at]?.number} stands at place ${at + 1}`];
  return last === events.length ? [] : [`events: ${events.length} of ${last} are there`];
}

function verifyCreations(
  events: readonly EventsTable[],
  messages: readonly StoredMessage[],
): readonly string[] {
  const violations: string[] = [];
  const places = new Map<string, number>();
  for (const { type, number, message_id: id } of events) {
    if (type !== "message.created" || id === null) continue;
    if (places.has(id)) violations.push(`events: ${id} was created twice`);
    places.set(id, number);
  }
  const seen = new Map<string, number>();
  for (const { id, conversation_id: conversation, direction } of messages) {
    const place = places.get(id);
    places.delete(id);
    if (place === undefined) {
      violations.push(`events: nothing tells of the message ${id}`);
      continue;
    }
    // A customer's message that was under way while an agent wrote stands before the reply, whatever came first here.
    const lane = `${conversation} ${direction}`;
    if (place < (seen.get(lane) ?? 0)) {
      violations.push(`events: ${id} stands elsewhere in its conversation than in the log`);
    }
    seen.set(lane, place);
  }
  for (const id of places.keys()) violations.push(`events: ${id} was created and is not there`);
  return violations;
}

const lastStates: ReadonlySet<string> = new Set(["sent", "delivered", "read", "failed", "unknown"]);

function verifyStates(
  events: readonly EventsTable[],
  messages: readonly StoredMessage[],
): readonly string[] {
  const violations: string[] = [];
  const states = new Map<string, DeliveryState>();
  for (const { type, message_id: id, data } of events) {
    if (type !== "message.delivery" || id === null) continue;
    const { state } = JSON.parse(data) as { readonly state: DeliveryState };
    const before = states.get(id);
    // What certainly was not sent goes back into the queue; nothing else ever goes back.
    const queuedAgain = state === "queued" && before === "sending";
    if (before !== undefined && !queuedAgain && !rises(before, state)) {
      violations.push(`states: ${id} went from ${before} to ${state}`);
    }
    states.set(id, state);
  }
  for (const { id, direction, delivery_state: shown } of messages) {
    if (direction !== "outbound") continue;
    const told = states.get(id);
    if (told !== shown) violations.push(`states: ${id} is ${shown}, the log says ${told}`);
    if (told !== undefined && !lastStates.has(told)) violations.push(`states: ${id} ends ${told}`);
  }
  return violations;
}
