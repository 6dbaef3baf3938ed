import { createHash } from "node:crypto";
import { join } from "node:path";
import { Shelf } from "./client/shelf.ts";
import { Files } from "./files.ts";
import { Mailbox } from "./mailbox.ts";

/** How many mailboxes of visitors who are away are kept in memory. */
const maxIdle = 200;

/** All visitors of a channel, each in a folder of their own. */
export class Mailboxes {
  readonly #directory: () => Promise<string>;
  readonly #shelf: Shelf<Mailbox>;

  constructor(directory: () => Promise<string>) {
    this.#directory = directory;
    this.#shelf = new Shelf(
      async (key) => Mailbox.open(key, join(await this.#folder(key), "log.jsonl")),
      maxIdle,
    );
  }

  with<R>(visitorId: string, use: (mailbox: Mailbox) => Promise<R>): Promise<R> {
    return this.#shelf.with(keyOf(visitorId), use);
  }

  /** The files of one visitor: another's can't be had through it. */
  async files(visitorId: string): Promise<Files> {
    return new Files(join(await this.#folder(keyOf(visitorId)), "files"));
  }

  async #folder(key: string): Promise<string> {
    return join(await this.#directory(), "visitors", key);
  }
}

/** A name for the file system, whatever the id is made of. */
function keyOf(visitorId: string): string {
  return createHash("sha256").update(visitorId).digest("hex").slice(0, 40);
}
