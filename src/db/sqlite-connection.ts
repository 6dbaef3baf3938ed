import Libsql from "libsql";
import LibsqlAside from "libsql/promise";

/**
 * The one connection to the embedded database. What only looks or changes pages in memory is done at once; a commit
 * waits for the disk, and the event loop must not wait with it. Nothing else may use the connection meanwhile.
 */
export class SqliteConnection extends Libsql {
  /** Both of libsql's classes stand on the same native connection; `exec` of the other runs in a thread of libsql's. */
  async commit(): Promise<void> {
    await LibsqlAside.prototype.exec.call(this, "commit");
  }
}
