import { uuidv7 } from "uuidv7";
import type { Database, Writes } from "../db/database.ts";
import { isDuplicate } from "../db/errors.ts";
import type { LabelsTable } from "../db/schema/labels.ts";
import type { EventLog, RecordEvent } from "../realtime/event-log.ts";
import type { AuditedAct } from "./audited-act.ts";
import type { InboxActor } from "./author.ts";
import { InboxError, notFound } from "./errors.ts";
import {
  allLabels,
  deleteLabel,
  insertLabel,
  lockLabel,
  renameLabel,
  updateLabel,
} from "./label-store.ts";
import { cleanName } from "./normalise.ts";
import { relabelViews } from "./saved-views.ts";

/** Names, not values: the page has a shade of each for light and for dark. */
export const labelColours = ["grey", "red", "orange", "yellow", "green", "blue", "purple"] as const;
export type LabelColour = (typeof labelColours)[number];

export interface LabelWords {
  readonly name: string;
  readonly colour: LabelColour;
  /** For colleagues: when to use it. May be empty. */
  readonly description: string;
}

export interface Label extends LabelWords {
  readonly id: string;
}

/** The labels that there are. One that an agent puts on a conversation for the first time comes to them by itself. */
export class Labels {
  readonly #database: Database;
  readonly #events: EventLog;
  readonly #audit: (trx: Writes, act: AuditedAct) => Promise<void>;

  constructor(parts: {
    readonly database: Database;
    readonly events: EventLog;
    readonly audit: (trx: Writes, act: AuditedAct) => Promise<void>;
  }) {
    this.#database = parts.database;
    this.#events = parts.events;
    this.#audit = parts.audit;
  }

  /** By their names. */
  async list(): Promise<readonly Label[]> {
    return (await allLabels(this.#database.queries)).map(toLabel);
  }

  /** @throws InboxError `conflict` when there is one of that name. */
  async create(actor: InboxActor, words: LabelWords): Promise<Label> {
    const row = { id: uuidv7(), ...clean(words) };
    await this.#write(actor, "created", row.name, async (trx) => {
      await insertLabel(trx, row);
      return { row };
    });
    return toLabel(row);
  }

  /** A new name is the new name on all conversations too. @throws InboxError `not-found`, `conflict`. */
  async change(actor: InboxActor, id: string, words: LabelWords): Promise<Label> {
    const row = { id, ...clean(words) };
    await this.#write(actor, "changed", row.name, async (trx, record) => {
      const before = await lockLabel(trx, id);
      if (before === undefined) throw notFound("label");
      await updateLabel(trx, row);
      if (before.name === row.name) return { row };
      await renameLabel(trx, before.name, row.name);
      await relabelViews(trx, record, before.name, row.name);
      return { row, more: { renamedFrom: before.name } };
    });
    return toLabel(row);
  }

  /** It is taken from all conversations. @throws InboxError `not-found`. */
  async remove(actor: InboxActor, id: string): Promise<void> {
    await this.#write(actor, "removed", "", async (trx) => {
      const row = await lockLabel(trx, id);
      if (row === undefined) throw notFound("label");
      await deleteLabel(trx, row);
      return { row, more: { removed: true } };
    });
  }

  async #write(
    actor: InboxActor,
    what: "created" | "changed" | "removed",
    name: string,
    work: (
      trx: Writes,
      record: RecordEvent,
    ) => Promise<{ row: LabelsTable; more?: Readonly<Record<string, unknown>> }>,
  ): Promise<void> {
    try {
      await this.#events.write(async (trx, record) => {
        const { row, more = {} } = await work(trx, record);
        await this.#audit(trx, {
          actor: actor.key,
          act: `label.${what}`,
          target: `label:${row.id}`,
          details: { name: row.name, ...more },
        });
        const data = { labelId: row.id, name: row.name, ...more, by: actor.key };
        record({ type: "label.updated", data });
      });
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      throw new InboxError("conflict", `There is a label “${name}” already.`);
    }
  }
}

function clean({ name, colour, description }: LabelWords): Omit<LabelsTable, "id"> {
  return { name: cleanName(name), colour, description: cleanName(description) };
}

function toLabel({ id, name, colour, description }: LabelsTable): Label {
  return { id, name, colour: colour as LabelColour, description };
}
