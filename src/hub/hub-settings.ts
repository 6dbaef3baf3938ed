import type { NewAuditEntry } from "../auth/audit-entry.ts";
import type { Database, Writes } from "../db/database.ts";
import type { HubSettingsTable } from "../db/schema/hub-settings.ts";
import type { EventLog } from "../realtime/event-log.ts";
import {
  hasAnswered,
  lockHubSettings,
  readHubSettings,
  updateHubSettings,
} from "./hub-settings-store.ts";

/** When somebody is there, by the wall clock of the hub's time zone. */
export interface Opening {
  /** 1 is Monday. */
  readonly days: readonly number[];
  /** Such as 09:00. */
  readonly from: string;
  readonly to: string;
}

/** What the admins decided for the hub as a whole. */
export interface HubChoices {
  /** Empty: it has none of its own. */
  readonly name: string;
  readonly timeZone: string;
  /** Of new agents. */
  readonly locale: string;
  /** Empty: always. */
  readonly hours: readonly Opening[];
  /** Nobody wants to be reminded any more of what is left to set up. */
  readonly isSetupClosed: boolean;
}

export interface HubState extends HubChoices {
  /** Time zone and hours were decided, and aren't just those it began with. */
  readonly areHoursSet: boolean;
  /** Something was sent to a customer. */
  readonly hasAnswered: boolean;
}

type Change = { readonly [K in keyof HubChoices]?: HubChoices[K] | undefined };

interface Parts {
  readonly database: Database;
  readonly events: EventLog;
  readonly audit: (trx: Writes, act: NewAuditEntry) => Promise<void>;
}

/** The hub's own settings, which admins change while it runs. */
export class HubSettings {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async get(): Promise<HubState> {
    const { queries } = this.#parts.database;
    return {
      ...fromRow(await readHubSettings(queries)),
      hasAnswered: await hasAnswered(queries),
    };
  }

  /** What is absent stays as it is. */
  async change(actor: string, change: Change): Promise<HubState> {
    const { events, audit } = this.#parts;
    await events.write(async (trx, record) => {
      const before = await lockHubSettings(trx);
      await updateHubSettings(trx, {
        ...before,
        name: change.name ?? before.name,
        time_zone: change.timeZone ?? before.time_zone,
        locale: change.locale ?? before.locale,
        hours: change.hours === undefined ? before.hours : JSON.stringify(change.hours),
        are_hours_set:
          change.timeZone === undefined && change.hours === undefined ? before.are_hours_set : 1,
        is_setup_closed: flag(change.isSetupClosed) ?? before.is_setup_closed,
      });
      await audit(trx, {
        actor,
        act: "hub.changed",
        target: "hub",
        details: { settings: Object.keys(change) },
      });
      record({ type: "hub.updated", data: { settings: Object.keys(change) } });
    });
    return await this.get();
  }
}

function flag(value: boolean | undefined): 0 | 1 | undefined {
  if (value === undefined) return undefined;
  return value ? 1 : 0;
}

function fromRow(row: HubSettingsTable): Omit<HubState, "hasAnswered"> {
  return {
    name: row.name,
    timeZone: row.time_zone,
    locale: row.locale,
    hours: JSON.parse(row.hours) as readonly Opening[],
    areHoursSet: row.are_hours_set === 1,
    isSetupClosed: row.is_setup_closed === 1,
  };
}
