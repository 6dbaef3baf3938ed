import { createHash } from "node:crypto";
import type { Queries, Writes } from "../db/database.ts";
import { InboxError } from "./errors.ts";
import { findIdempotencyKey, insertIdempotencyKey } from "./idempotency-store.ts";

/** How long an answer is remembered. */
export const idempotencyMs = 7 * 24 * 60 * 60 * 1000;

/** A request that its sender may repeat without it being done twice. */
export interface Repeatable {
  readonly actor: string;
  readonly key: string;
  /** What the request asks; another one under the same key is a mistake of the caller. */
  readonly request: unknown;
}

/** The id of what the first request with this key made. @throws InboxError when it was another request. */
export async function earlierAnswer(
  db: Queries,
  { actor, key, request }: Repeatable,
): Promise<string | undefined> {
  const row = await findIdempotencyKey(db, actor, key);
  if (row === undefined) return undefined;
  if (row.request_hash !== hashOf(request)) {
    throw new InboxError(
      "idempotency-key-reused",
      "This Idempotency-Key was used for another request: take a new one for each message.",
    );
  }
  return row.response;
}

/** Remembers what a request made, in the transaction that makes it. */
export async function rememberAnswer(
  trx: Writes,
  { actor, key, request }: Repeatable,
  madeId: string,
  now: number,
): Promise<void> {
  await insertIdempotencyKey(trx, {
    actor,
    key,
    request_hash: hashOf(request),
    response: madeId,
    created_at: now,
  });
}

function hashOf(request: unknown): string {
  return createHash("sha256").update(JSON.stringify(request)).digest("hex");
}
