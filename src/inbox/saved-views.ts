import { uuidv7 } from "uuidv7";
import type { Database, Writes } from "../db/database.ts";
import type { SavedViewsTable } from "../db/schema/saved-views.ts";
import type { EventLog, RecordEvent } from "../realtime/event-log.ts";
import { countUpTo } from "./conversation-counts-store.ts";
import { InboxError, notFound } from "./errors.ts";
import { cleanName } from "./normalise.ts";
import { deleteView, insertView, lockViews, updateView, viewsFor } from "./saved-view-store.ts";
import { filterFor, type ViewFilter } from "./view-filter.ts";

/** Of an agent's own, and of the shared ones: each of them is counted whenever something changes. */
const mostViews = 30;

/** Who looks; `isAdmin`: may change what others share. */
export interface Viewer {
  readonly agentId: string;
  readonly isAdmin: boolean;
}

export interface SavedView {
  readonly id: string;
  readonly name: string;
  readonly filter: ViewFilter;
  /** Every agent has it. */
  readonly isShared: boolean;
  /** Whether who asks may change it. */
  readonly mayChange: boolean;
}

/** What can be said of a view; of one that there is already, what isn't named stays. */
export interface ViewChange {
  readonly name?: string | undefined;
  readonly filter?: ViewFilter | undefined;
  readonly isShared?: boolean | undefined;
  /** Among one's own, or among the shared ones. */
  readonly position?: number | undefined;
}

/** Filters of the inbox that have a name: an agent's own, and those that all share. */
export class SavedViews {
  readonly #database: Database;
  readonly #events: EventLog;

  constructor(dependencies: { readonly database: Database; readonly events: EventLog }) {
    this.#database = dependencies.database;
    this.#events = dependencies.events;
  }

  /** One's own first, then the shared ones. */
  async of(viewer: Viewer): Promise<readonly SavedView[]> {
    const rows = await viewsFor(this.#database.queries, viewer.agentId);
    return rows.map((row) => toView(row, viewer));
  }

  /** How many conversations each of them shows, as far as `most`. */
  async counts(viewer: Viewer, most: number): Promise<ReadonlyMap<string, number>> {
    const { queries } = this.#database;
    const counts = new Map<string, number>();
    // One after the other: nobody's inbox takes all connections for its numbers.
    for (const { id, filter } of await this.of(viewer)) {
      counts.set(id, await countUpTo(queries, filterFor(filter, viewer.agentId), most));
    }
    return counts;
  }

  /** @throws InboxError `invalid`; `conflict` when there are too many. */
  async add(
    viewer: Viewer,
    {
      name,
      filter,
      isShared,
    }: { readonly name: string; readonly filter: ViewFilter; readonly isShared: boolean },
  ): Promise<SavedView> {
    const row = {
      id: uuidv7(),
      owner_id: viewer.agentId,
      is_shared: isShared ? 1 : 0,
      name: nameOf(name),
      filter: JSON.stringify(filter),
    };
    return await this.#events.write(async (trx, record) => {
      const group = groupOf(await lockViews(trx), row);
      if (group.length >= mostViews) throw tooMany();
      const placed = { ...row, position: (group.at(-1)?.position ?? -1) + 1 };
      await insertView(trx, placed);
      record({ type: "view.updated", data: { viewId: row.id } });
      return toView(placed, viewer);
    });
  }

  /** @throws InboxError `not-found`, also for another's; `invalid`, `conflict`. */
  async change(viewer: Viewer, id: string, change: ViewChange): Promise<SavedView> {
    return await this.#changing(viewer, id, async (trx, record, row, all) => {
      const { name, filter, isShared, position } = change;
      const changed: SavedViewsTable = {
        ...row,
        ...(name !== undefined && { name: nameOf(name) }),
        ...(filter !== undefined && { filter: JSON.stringify(filter) }),
        ...(isShared !== undefined && { is_shared: isShared ? 1 : 0 }),
      };
      const others = groupOf(all, changed).filter((one) => one.id !== id);
      const isMoved = changed.is_shared !== row.is_shared;
      if (isMoved && others.length >= mostViews) throw tooMany();
      const at = position ?? (isMoved ? others.length : undefined);
      if (at === undefined) await updateView(trx, id, changed);
      else {
        for (const [place, one] of others.toSpliced(at, 0, changed).entries()) {
          if (one.id === id) await updateView(trx, id, { ...changed, position: place });
          else await updateView(trx, one.id, { position: place });
        }
      }
      record({ type: "view.updated", data: { viewId: id } });
      return toView(changed, viewer);
    });
  }

  /** @throws InboxError `not-found`, also for another's. */
  async remove(viewer: Viewer, id: string): Promise<void> {
    await this.#changing(viewer, id, async (trx, record) => {
      await deleteView(trx, id);
      record({ type: "view.updated", data: { viewId: id, removed: true } });
    });
  }

  async #changing<T>(
    viewer: Viewer,
    id: string,
    work: (
      trx: Writes,
      record: RecordEvent,
      row: SavedViewsTable,
      all: readonly SavedViewsTable[],
    ) => Promise<T>,
  ): Promise<T> {
    return await this.#events.write(async (trx, record) => {
      const all = await lockViews(trx);
      const row = all.find((one) => one.id === id);
      if (row === undefined || !mayChange(row, viewer)) throw notFound("view");
      return await work(trx, record, row, all);
    });
  }
}

/** A label goes by another name now: views that show it go with it. */
export async function relabelViews(
  trx: Writes,
  record: RecordEvent,
  from: string,
  to: string,
): Promise<void> {
  for (const { id, filter: json } of await lockViews(trx)) {
    const filter = JSON.parse(json) as ViewFilter;
    if (filter.label !== from) continue;
    await updateView(trx, id, { filter: JSON.stringify({ ...filter, label: to }) });
    record({ type: "view.updated", data: { viewId: id } });
  }
}

/** An agent's own are theirs alone, also before admins. */
function mayChange(row: SavedViewsTable, { agentId, isAdmin }: Viewer): boolean {
  return row.owner_id === agentId || (row.is_shared === 1 && isAdmin);
}

/** Those that a view stands among. */
function groupOf(
  all: readonly SavedViewsTable[],
  { is_shared, owner_id }: Pick<SavedViewsTable, "is_shared" | "owner_id">,
): readonly SavedViewsTable[] {
  return all.filter(
    (one) => one.is_shared === is_shared && (is_shared === 1 || one.owner_id === owner_id),
  );
}

function toView(row: SavedViewsTable, viewer: Viewer): SavedView {
  return {
    id: row.id,
    name: row.name,
    filter: JSON.parse(row.filter) as ViewFilter,
    isShared: row.is_shared === 1,
    mayChange: mayChange(row, viewer),
  };
}

function nameOf(name: string): string {
  const clean = cleanName(name);
  if (clean === "") throw new InboxError("invalid", "name: must not be empty.");
  return clean;
}

function tooMany(): InboxError {
  return new InboxError("conflict", `There are ${mostViews} views already: delete one first.`);
}
