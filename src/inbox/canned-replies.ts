import { uuidv7 } from "uuidv7";
import type { Clock } from "../adapter/index.ts";
import type { Database, Writes } from "../db/database.ts";
import { isDuplicate } from "../db/errors.ts";
import type { CannedRepliesTable } from "../db/schema/canned-replies.ts";
import {
  cannedRepliesOf,
  deleteCannedReply,
  insertCannedReply,
  lockCannedReply,
  updateCannedReply,
} from "./canned-reply-store.ts";
import type { AuditedAct } from "./audited-act.ts";
import type { InboxActor } from "./author.ts";
import { InboxError, notFound } from "./errors.ts";
import { cleanText } from "./normalise.ts";

/** A reply kept ready, in one language or several. Its text may have variables such as `{{contact.name}}`. */
export interface CannedReply {
  readonly id: string;
  /** Everybody's, or only of the agent who sees it. */
  readonly isShared: boolean;
  /** What is typed behind a `/` to have it. */
  readonly shortCode: string;
  readonly title: string;
  /** By language tag; one at least. */
  readonly texts: Readonly<Record<string, string>>;
  readonly updatedAt: Date;
}

export type NewCannedReply = Omit<CannedReply, "id" | "updatedAt">;

/** What isn't named stays. */
type Change = {
  readonly [Field in "shortCode" | "title" | "texts"]?: CannedReply[Field] | undefined;
};

/** Who asks. Programs have none of their own. */
interface Keeper extends Pick<InboxActor, "key" | "agentId"> {
  readonly mayManageShared: boolean;
}

const everybody = "";
const mostOfOneOwner = 1_000;

/** Replies kept ready: everybody's, which few may change, and each agent's own. */
export class CannedReplies {
  readonly #database: Database;
  readonly #clock: Pick<Clock, "now">;
  readonly #audit: (trx: Writes, act: AuditedAct) => Promise<void>;

  constructor(parts: {
    readonly database: Database;
    readonly clock: Pick<Clock, "now">;
    readonly audit: (trx: Writes, act: AuditedAct) => Promise<void>;
  }) {
    this.#database = parts.database;
    this.#clock = parts.clock;
    this.#audit = parts.audit;
  }

  /** All that somebody can use, by short code; of two with the same one their own first. */
  async of({ agentId }: Keeper): Promise<readonly CannedReply[]> {
    const owners = agentId === null ? [everybody] : [everybody, agentId];
    const found = (await cannedRepliesOf(this.#database.queries, owners)).map(toCannedReply);
    return found.toSorted(
      (a, b) =>
        (a.shortCode < b.shortCode ? -1 : Number(a.shortCode > b.shortCode)) ||
        Number(a.isShared) - Number(b.isShared),
    );
  }

  /** @throws InboxError `forbidden`, `invalid`; `conflict` when the short code is taken, or there are too many. */
  async create(keeper: Keeper, { isShared, ...given }: NewCannedReply): Promise<CannedReply> {
    const owner = isShared ? everybody : keeper.agentId;
    if (owner === null) {
      throw new InboxError("invalid", "isShared: an API key has no canned replies of its own.");
    }
    const row = {
      id: uuidv7(),
      owner_id: owner,
      ...columns(given),
      updated_at: this.#clock.now().getTime(),
    };
    return await this.#write(async (trx) => {
      mustBeTheirs(keeper, owner);
      if ((await cannedRepliesOf(trx, [owner])).length >= mostOfOneOwner) {
        throw new InboxError("conflict", `There are ${mostOfOneOwner} already: remove some first.`);
      }
      await insertCannedReply(trx, row);
      await this.#note(trx, keeper, "canned-reply.created", row);
      return toCannedReply(row);
    });
  }

  /** @throws InboxError `not-found`, `forbidden`, `invalid`; `conflict` when the short code is taken. */
  async change(keeper: Keeper, id: string, change: Change): Promise<CannedReply> {
    return await this.#write(async (trx) => {
      const row = await this.#find(trx, keeper, id);
      const changed = {
        ...row,
        ...columns(changedBy(change, toCannedReply(row))),
        updated_at: this.#clock.now().getTime(),
      };
      await updateCannedReply(trx, id, changed);
      await this.#note(trx, keeper, "canned-reply.changed", changed);
      return toCannedReply(changed);
    });
  }

  /** @throws InboxError `not-found`, `forbidden`. */
  async remove(keeper: Keeper, id: string): Promise<void> {
    await this.#database.write(async (trx) => {
      const row = await this.#find(trx, keeper, id);
      await deleteCannedReply(trx, id);
      await this.#note(trx, keeper, "canned-reply.removed", row);
    });
  }

  /** One that somebody may change. Others' own ones are nothing that they know of. */
  async #find(trx: Writes, keeper: Keeper, id: string): Promise<CannedRepliesTable> {
    const row = await lockCannedReply(trx, id);
    const isVisible = row?.owner_id === everybody || row?.owner_id === keeper.agentId;
    if (row === undefined || !isVisible) throw notFound("canned reply");
    mustBeTheirs(keeper, row.owner_id);
    return row;
  }

  async #write(work: (trx: Writes) => Promise<CannedReply>): Promise<CannedReply> {
    try {
      return await this.#database.write(work);
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      throw new InboxError("conflict", "shortCode: is taken; choose another one.");
    }
  }

  /** Of everybody's alone: what agents keep for themselves is no business of admins. */
  async #note(
    trx: Writes,
    keeper: Keeper,
    act: AuditedAct["act"],
    row: CannedRepliesTable,
  ): Promise<void> {
    if (row.owner_id !== everybody) return;
    const target = `canned-reply:${row.id}`;
    await this.#audit(trx, {
      actor: keeper.key,
      act,
      target,
      details: { shortCode: row.short_code },
    });
  }
}

function changedBy({ shortCode, title, texts }: Change, before: CannedReply): CannedReply {
  return {
    ...before,
    shortCode: shortCode ?? before.shortCode,
    title: title ?? before.title,
    texts: texts ?? before.texts,
  };
}

function mustBeTheirs({ mayManageShared }: Keeper, owner: string): void {
  if (owner !== everybody || mayManageShared) return;
  throw new InboxError("forbidden", "This needs the permission canned-replies:manage.");
}

/** @throws InboxError `invalid`. */
function columns({
  shortCode,
  title,
  texts,
}: Omit<NewCannedReply, "isShared">): Pick<CannedRepliesTable, "short_code" | "title" | "texts"> {
  const cleaned = Object.entries(texts).map(([language, text]) => {
    const clean = cleanText(text).trim();
    if (clean === "") throw new InboxError("invalid", `texts.${language}: must not be empty.`);
    return [language, clean] as const;
  });
  return {
    short_code: shortCode.normalize("NFC").toLowerCase(),
    title,
    texts: JSON.stringify(Object.fromEntries(cleaned)),
  };
}

function toCannedReply(row: CannedRepliesTable): CannedReply {
  return {
    id: row.id,
    isShared: row.owner_id === everybody,
    shortCode: row.short_code,
    title: row.title,
    texts: JSON.parse(row.texts) as Readonly<Record<string, string>>,
    updatedAt: new Date(row.updated_at),
  };
}
