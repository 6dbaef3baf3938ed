import { existsSync } from "node:fs";
import path from "node:path";
import { readSettings } from "../../../config/env.ts";
import type { Settings } from "../../../config/settings.ts";
import type { Command } from "../command.ts";
import { Failure } from "../failure.ts";
import { databaseFile, withDatabase } from "../local-database.ts";
import { print } from "../output.ts";

/** A whole copy of the embedded database, also while the hub runs. */
export const backup: Command = {
  usage: "backup <file>",
  summary: "Copy the embedded database into a new file, also while the hub runs",
  async run({ words: [file = ""] }) {
    const settings = readSettings();
    if (databaseFile(settings) === undefined) {
      throw new Failure(
        "The database is a server's: back it up with its own tools, such as\n" +
          "  mysqldump --single-transaction --default-character-set=utf8mb4 <database> > switchboard.sql",
      );
    }
    if (existsSync(file)) throw new Failure(`${file} is there already. Name a new file.`);
    await withDatabase(settings, async (database) => {
      const { backUp } = await import("../../db/backup.ts");
      try {
        await backUp(database, file);
      } catch (error) {
        const code = error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
        throw new Failure(`${file} could not be written${code}.`, 1, error);
      }
    });
    print(`The database is in ${file}. To restore it, stop the hub and put it in the place of`);
    print(
      `  ${path.resolve(databaseFile(settings) ?? "")} (and remove the files -wal and -shm there).`,
    );
    print("Not in it, and to be kept as well:");
    for (const line of besides(settings)) print(`  ${line}`);
  },
};

function besides({ DATA_DIRECTORY, ENCRYPTION_KEY }: Settings): readonly string[] {
  const key =
    ENCRYPTION_KEY === undefined
      ? `${path.resolve(DATA_DIRECTORY, "encryption.key")}: without it the credentials of channels can't be read`
      : "ENCRYPTION_KEY: without it the credentials of channels can't be read";
  return [key, `the other folders in ${path.resolve(DATA_DIRECTORY)}: files and channel sessions`];
}
