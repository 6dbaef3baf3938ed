import { createReadStream } from "node:fs";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import type { StoredFile } from "./entries.ts";
import { missing } from "./log-file.ts";

/** As we make them: nothing else ever becomes part of a path. */
const fileId = /^[\w-]{1,100}$/;

type Content = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** The files of one visitor, both ways. */
export class Files {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Resolves when all of it is on the disk. The description comes last: without one there is no such file. */
  async save(file: StoredFile, content: Content): Promise<void> {
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    const path = this.#pathOf(file.fileId);
    await write(path, content);
    await write(`${path}.json`, [Buffer.from(JSON.stringify(file))]);
    const directory = await open(this.#directory, "r");
    try {
      await directory.sync();
    } finally {
      await directory.close();
    }
  }

  /** Undefined when this visitor has no such file. */
  async find(id: string): Promise<StoredFile | undefined> {
    if (!fileId.test(id)) return undefined;
    const text = await readFile(`${this.#pathOf(id)}.json`, "utf8").catch(missing);
    return text === undefined ? undefined : (JSON.parse(text) as StoredFile);
  }

  async read(id: string): Promise<Uint8Array> {
    return await readFile(this.#pathOf(id));
  }

  stream(id: string): ReadableStream<Uint8Array> {
    return Readable.toWeb(createReadStream(this.#pathOf(id))) as ReadableStream<Uint8Array>;
  }

  async remove(id: string): Promise<void> {
    await rm(`${this.#pathOf(id)}.json`, { force: true });
    await rm(this.#pathOf(id), { force: true });
  }

  #pathOf(id: string): string {
    if (!fileId.test(id)) throw new Error("That is no id of a file.");
    return join(this.#directory, id);
  }
}

async function write(path: string, content: Content): Promise<void> {
  const handle = await open(`${path}.part`, "w", 0o600);
  try {
    for await (const chunk of content) await handle.writeFile(chunk);
    await handle.datasync();
  } finally {
    await handle.close();
  }
  await rename(`${path}.part`, path);
}
