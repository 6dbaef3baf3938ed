import { createHash } from "node:crypto";
import type { Database, Writes } from "../db/database.ts";
import { isDuplicate } from "../db/errors.ts";
import type { InboxActor } from "./author.ts";
import { InboxError } from "./errors.ts";
import {
  deleteIdempotencyKeysBefore,
  findIdempotencyKey,
  insertIdempotencyKey,
} from "./idempotency-store.ts";

/** How long an answer is remembered. */
const rememberedMs = 7 * 24 * 60 * 60 * 1000;

/** A request that its sender may repeat without it being done twice. */
export interface Repeatable {
  readonly actor: string;
  readonly key: string;
  /** What the request asks; another one under the same key is a mistake of the caller. */
  readonly request: unknown;
}

/** Undefined without a key. */
export function repeatableBy(
  actor: InboxActor,
  key: string | undefined,
  request: unknown,
): Repeatable | undefined {
  return key === undefined ? undefined : { actor: actor.key, key, request };
}

/** Does what was asked and gives the id of what it made; that of the first time, when it was done before. */
export async function once(
  database: Pick<Database, "queries" | "write">,
  repeatable: Repeatable | undefined,
  work: () => Promise<string>,
): Promise<string> {
  if (repeatable === undefined) return await work();
  const earlier = await earlierAnswer(database, repeatable);
  if (earlier !== undefined) return earlier;
  try {
    return await work();
  } catch (error) {
    // A twin that was quicker makes this one a duplicate; or stale, or without its files, which went into the first.
    if (!isDuplicate(error) && !(error instanceof InboxError)) throw error;
    const first = await earlierAnswer(database, repeatable);
    if (first === undefined) throw error;
    return first;
  }
}

/** Remembers what a request made, in the transaction that makes it. A twin that was quicker makes it fail. */
export async function rememberAnswer(
  trx: Writes,
  repeatable: Repeatable | undefined,
  madeId: string,
  now: number,
): Promise<void> {
  if (repeatable === undefined) return;
  const { actor, key, request } = repeatable;
  await insertIdempotencyKey(trx, {
    actor,
    key,
    request_hash: hashOf(request),
    response: madeId,
    created_at: now,
  });
}

/** Forgets answers that nobody will ask for any more. */
export async function forgetOldAnswers(database: Database, now: Date): Promise<void> {
  const before = now.getTime() - rememberedMs;
  await database.write((trx) => deleteIdempotencyKeysBefore(trx, before));
}

/** @throws InboxError when the key was used for another request. */
async function earlierAnswer(
  { queries, write }: Pick<Database, "queries" | "write">,
  { actor, key, request }: Repeatable,
): Promise<string | undefined> {
  const row = await findIdempotencyKey(queries, actor, key);
  if (row === undefined) return undefined;
  if (row.request_hash === hashOf(request)) {
    // What can be seen may not be on the disk yet; once a later commit is safe, it is.
    await write(() => Promise.resolve());
    return row.response;
  }
  throw new InboxError(
    "idempotency-key-reused",
    "This Idempotency-Key was used for another request: take a new one for each message.",
  );
}

function hashOf(request: unknown): string {
  return createHash("sha256").update(JSON.stringify(request)).digest("hex");
}
