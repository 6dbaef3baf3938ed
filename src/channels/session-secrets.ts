import type { Json } from "../adapter/index.ts";
import type { Database } from "../db/database.ts";
import {
  deleteSecrets,
  lockLease,
  readSecret,
  readSecrets,
  saveSecret,
} from "./channel-secret-store.ts";
import type { Sealing } from "./sealing.ts";
import type { Redaction } from "./session-log.ts";

/** The encrypted key–value store of one channel's sessions; writable only while the lease is held. */
export class SessionSecrets {
  readonly #database: Database;
  readonly #sealing: Sealing;
  readonly #channelId: string;
  readonly #leaseToken: number;
  readonly #redaction: Redaction;

  constructor(
    parts: { readonly database: Database; readonly sealing: Sealing },
    channelId: string,
    leaseToken: number,
    redaction: Redaction,
  ) {
    this.#database = parts.database;
    this.#sealing = parts.sealing;
    this.#channelId = channelId;
    this.#leaseToken = leaseToken;
    this.#redaction = redaction;
  }

  /** Before the session starts: what is kept must not be seen in its log either. */
  async redactAll(): Promise<void> {
    for (const { name, sealed } of await readSecrets(this.#database.queries, this.#channelId)) {
      this.#redaction.add(this.#unseal(name, sealed));
    }
  }

  async get(name: string): Promise<Json | undefined> {
    const sealed = await readSecret(this.#database.queries, this.#channelId, name);
    return sealed === undefined ? undefined : this.#unseal(name, sealed);
  }

  async set(name: string, value: Json): Promise<void> {
    this.#redaction.add(value);
    const sealed = this.#sealing.seal(JSON.stringify(value), this.#place(name));
    await this.#database.write(async (trx) => {
      await this.#requireLease(lockLease(trx, this.#channelId, this.#leaseToken));
      await saveSecret(trx, this.#channelId, name, sealed);
    });
  }

  async delete(name: string): Promise<void> {
    await this.#database.write(async (trx) => {
      await this.#requireLease(lockLease(trx, this.#channelId, this.#leaseToken));
      await deleteSecrets(trx, this.#channelId, name);
    });
  }

  async #requireLease(held: Promise<boolean>): Promise<void> {
    if (!(await held)) throw new Error("This session no longer owns its channel.");
  }

  #unseal(name: string, sealed: string): Json {
    return JSON.parse(this.#sealing.unseal(sealed, this.#place(name))) as Json;
  }

  #place(name: string): string {
    return `channel/${this.#channelId}/secret/${name}`;
  }
}
