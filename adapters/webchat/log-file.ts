import { mkdir, open, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Line } from "./entries.ts";

/**
 * Lines of JSON in a file that is only ever added to. What was appended is on the disk, or `append` has rejected. A line
 * that a crash left torn was never acknowledged to anybody, and is cut off.
 */
export class LogFile {
  readonly #path: string;
  #size: number;

  private constructor(path: string, size: number) {
    this.#path = path;
    this.#size = size;
  }

  /** With what is in it, or undefined when there is no such file. */
  static async open(path: string): Promise<{ file: LogFile; lines: readonly Line[] } | undefined> {
    const bytes = await readFile(path).catch(missing);
    if (bytes === undefined) return undefined;
    const size = bytes.lastIndexOf("\n") + 1;
    const lines = bytes.toString("utf8", 0, size).split("\n").slice(0, -1);
    return {
      file: new LogFile(path, size),
      lines: lines.map((line) => JSON.parse(line) as Line),
    };
  }

  static async create(path: string): Promise<LogFile> {
    const directory = dirname(path);
    await mkdir(directory, { recursive: true, mode: 0o700 });
    // It may be there, and empty, from an attempt that failed after this.
    await (await open(path, "a", 0o600)).close();
    for (const each of [directory, join(directory, "..")]) await syncDirectory(each);
    return new LogFile(path, 0);
  }

  async append(lines: readonly Line[]): Promise<void> {
    const bytes = Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
    const handle = await open(this.#path, "r+");
    try {
      // What an earlier attempt or a crash left behind the last whole line.
      await handle.truncate(this.#size);
      // A disk that gets full takes a part, without a word, and refuses the rest.
      for (let at = 0; at < bytes.length;) {
        const rest = bytes.length - at;
        at += (await handle.write(bytes, at, rest, this.#size + at)).bytesWritten;
      }
      await handle.datasync();
    } finally {
      await handle.close();
    }
    this.#size += bytes.length;
  }
}

async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** For `catch`: there being no such file is no failure. */
export function missing(error: unknown): undefined {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
  throw error;
}
