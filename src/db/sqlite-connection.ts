import Libsql from "libsql";
import LibsqlAside from "libsql/promise";

/** Both of libsql's classes stand on the same native connection; this one's `exec` runs in a thread of libsql's own. */
const exec = LibsqlAside.prototype.exec as (this: unknown, text: string) => Promise<void>;

/**
 * The one connection to the embedded database. What only looks or changes pages in memory is done at once; a commit
 * waits for the disk, and the event loop must not wait with it. Nothing else may use the connection meanwhile.
 */
export class SqliteConnection extends Libsql {
  commit(): Promise<void> {
    return exec.call(this, "commit");
  }
}
