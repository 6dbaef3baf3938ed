import { uuidv7 } from "uuidv7";
import { ChannelError, type Clock, type Json, type LoginPrompt } from "../adapter/index.ts";
import type { Database, Writes } from "../db/database.ts";
import { practiceName } from "../practice/practice-adapter.ts";
import { removeAllOf } from "../practice/practice-store.ts";
import type { EventLog, RecordEvent } from "../realtime/event-log.ts";
import type { Channel } from "./channel.ts";
import { deleteCursors, deleteSecrets } from "./channel-secret-store.ts";
import {
  findChannel,
  insertChannel,
  listChannels,
  lockChannel,
  statusColumns,
  type StoredChannel,
  updateChannel,
} from "./channel-store.ts";
import type { LoginPrompts } from "./login-prompts.ts";
import { logOutAtPlatform } from "./logout.ts";
import type { PrivateDirectories } from "./private-directory.ts";
import { ChannelProblem } from "./problems.ts";
import type { AdapterRegistry } from "./registry.ts";
import type { Sealing } from "./sealing.ts";
import { joinSettings, mergeSettings, splitSettings } from "./settings.ts";
import type { Supervisor } from "./supervisor.ts";

/** What an admin did, for the audit log; written in the transaction that does it. */
export interface ChannelAct {
  readonly actor: string;
  readonly act: string;
  /** `channel:<id>`. */
  readonly target: string;
  /** Names of what changed, never values. */
  readonly details: Readonly<Record<string, Json>>;
}

export interface ChannelsParts {
  readonly database: Database;
  readonly events: EventLog;
  readonly registry: AdapterRegistry;
  readonly sealing: Sealing;
  readonly supervisor: Supervisor;
  readonly prompts: LoginPrompts;
  readonly directories: PrivateDirectories;
  readonly clock: Clock;
  readonly audit: (trx: Writes, act: ChannelAct) => Promise<void>;
}

type Fields = Readonly<Record<string, Json>>;

/** Connected accounts, as operators handle them. Every refusal is a `ChannelProblem`. */
export class Channels {
  readonly #parts: ChannelsParts;

  constructor(parts: ChannelsParts) {
    this.#parts = parts;
  }

  async list(): Promise<readonly Channel[]> {
    return (await listChannels(this.#parts.database.queries)).map(withoutSecrets);
  }

  async get(id: string): Promise<Channel> {
    return withoutSecrets(await this.#require(findChannel(this.#parts.database.queries, id), id));
  }

  /** Stores a channel and starts it. Whether the account works shows in its status. */
  async create(
    channel: { readonly adapter: string; readonly name: string; readonly settings: Fields },
    actor: string,
  ): Promise<Channel> {
    const { registry, sealing, events, clock, audit } = this.#parts;
    const adapter = await registry.get(channel.adapter);
    const id = uuidv7();
    const split = refusing(() => {
      return splitSettings(adapter, sealing, id, mergeSettings(adapter, {}, channel.settings));
    });
    const now = clock.now().getTime();
    await events.write(async (trx, record) => {
      await insertChannel(trx, {
        id,
        adapter: adapter.name,
        name: channel.name,
        settings: JSON.stringify(split.settings),
        sealed_settings: JSON.stringify(split.sealedSettings),
        wanted: "running",
        created_at: now,
        state: "stopped",
        state_since: now,
      });
      await audit(trx, {
        actor,
        act: "channel.created",
        target: `channel:${id}`,
        details: { adapter: adapter.name, name: channel.name },
      });
      record({ type: "channel.created", channelId: id, data: { status: { state: "stopped" } } });
    });
    return await this.#applied(id);
  }

  /** Absent settings stay as they are, `null` takes one out. The session starts anew with the result. */
  async change(
    id: string,
    change: { readonly name?: string; readonly settings?: Fields },
    actor: string,
  ): Promise<Channel> {
    const { registry, sealing } = this.#parts;
    const stored = await this.#require(findChannel(this.#parts.database.queries, id), id);
    const adapter = await registry.get(stored.adapter);
    await this.#write(id, actor, "channel.changed", async (trx, channel) => {
      const { fields } = joinSettings(sealing, id, channel);
      const split = refusing(() => {
        const merged = mergeSettings(adapter, fields, change.settings ?? {});
        return splitSettings(adapter, sealing, id, merged);
      });
      await updateChannel(trx, id, {
        name: change.name ?? channel.name,
        settings: JSON.stringify(split.settings),
        sealed_settings: JSON.stringify(split.sealedSettings),
      });
      return {
        ...(change.name !== undefined && { name: change.name }),
        settings: Object.keys(change.settings ?? {}),
      };
    });
    return await this.#applied(id);
  }

  /** Ends the session; messages to send wait. */
  async pause(id: string, actor: string): Promise<Channel> {
    await this.#want("paused", id, actor, "channel.paused");
    await this.#parts.supervisor.ended(id);
    return await this.get(id);
  }

  async resume(id: string, actor: string): Promise<Channel> {
    await this.#want("running", id, actor, "channel.resumed");
    return await this.#applied(id);
  }

  /** Starts the session anew at once, without waiting for the back-off; also resumes a paused channel. */
  async reconnect(id: string, actor: string): Promise<Channel> {
    await this.#want("running", id, actor, "channel.reconnected");
    return await this.#applied(id);
  }

  /**
   * Ends the account's session at the platform, forgets what the channel's sessions kept, and pauses it. Nothing is
   * forgotten when the platform doesn't confirm.
   */
  async logout(id: string, actor: string): Promise<Channel> {
    const { supervisor, directories, database, clock } = this.#parts;
    await this.get(id);
    await logOutAtPlatform(supervisor.session(id), clock);
    await this.#want("paused", id, actor, "channel.logged-out");
    await supervisor.ended(id);
    await database.write(async (trx) => {
      await deleteSecrets(trx, id);
    });
    await directories.remove(id);
    return await this.get(id);
  }

  /**
   * Ends the session and forgets credentials, cursor and files of the channel. Its conversations stay, but for those with
   * a customer who was made up.
   */
  async delete(id: string, actor: string): Promise<void> {
    const { supervisor, directories } = this.#parts;
    const isPractice = (await this.get(id)).adapter === practiceName;
    // Nobody may write any more while everything is taken away.
    if (isPractice) await this.pause(id, actor);
    await this.#write(
      id,
      actor,
      "channel.deleted",
      async (trx, channel) => {
        await updateChannel(trx, id, {
          ...statusColumns({ state: "stopped" }),
          wanted: "paused",
          settings: "{}",
          sealed_settings: "{}",
          deleted_at: this.#parts.clock.now().getTime(),
        });
        await deleteSecrets(trx, id);
        await deleteCursors(trx, id);
        if (isPractice) await removeAllOf(trx, id);
        return { name: channel.name };
      },
      "channel.deleted",
    );
    await supervisor.ended(id);
    await directories.remove(id);
  }

  /** What the operator has to do to log in, when something is asked for. Only where the channel runs. */
  prompt(id: string): LoginPrompt | undefined {
    return this.#parts.prompts.prompt(id, this.#parts.clock.now());
  }

  /** @throws ChannelProblem `login-step-over`, or `settings-invalid` naming the field. */
  answer(id: string, stepId: string, answers: Readonly<Record<string, string>>): void {
    this.#parts.prompts.answer(id, stepId, answers);
  }

  async #want(wanted: "running" | "paused", id: string, actor: string, act: string): Promise<void> {
    await this.#write(id, actor, act, async (trx, channel) => {
      const stopped = wanted === "paused" && channel.status.state !== "stopped";
      await updateChannel(trx, id, {
        wanted,
        ...(stopped && {
          ...statusColumns({ state: "stopped" }),
          state_since: this.#parts.clock.now().getTime(),
        }),
      });
      return {};
    });
  }

  /** One change: the row locked, the act audited, the outside told. */
  async #write(
    id: string,
    actor: string,
    act: string,
    work: (trx: Writes, channel: StoredChannel) => Promise<Fields>,
    type: "channel.updated" | "channel.deleted" = "channel.updated",
  ): Promise<void> {
    const { events, audit } = this.#parts;
    await events.write(async (trx: Writes, record: RecordEvent) => {
      const channel = await this.#require(lockChannel(trx, id), id);
      const details = await work(trx, channel);
      await audit(trx, { actor, act, target: `channel:${id}`, details });
      const after = await findChannel(trx, id);
      record({ type, channelId: id, data: { status: after?.status ?? { state: "stopped" } } });
    });
  }

  async #applied(id: string): Promise<Channel> {
    await this.#parts.supervisor.notice();
    return await this.get(id);
  }

  async #require(found: Promise<StoredChannel | undefined>, id: string): Promise<StoredChannel> {
    const channel = await found;
    if (channel === undefined) {
      throw new ChannelProblem("channel-not-found", `There is no channel ${id}.`);
    }
    return channel;
  }
}

function withoutSecrets({ sealedSettings: _sealed, ...channel }: StoredChannel): Channel {
  return channel;
}

/** An adapter's refusal of settings, as a refusal of the request. */
function refusing<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ChannelError)) throw error;
    throw new ChannelProblem("settings-invalid", error.message, error);
  }
}
