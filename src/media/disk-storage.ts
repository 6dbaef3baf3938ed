import { createHash, randomBytes } from "node:crypto";
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import {
  type ByteRange,
  type Storage,
  StorageError,
  type StoredFile,
  TooLargeError,
} from "./storage.ts";

const chunkBytes = 64 * 1024;
const abandonedMs = 24 * 60 * 60_000;

/** Files on disk. Their names are our ids, never a customer's, so that no name leads out of the folder. */
export class DiskStorage implements Storage {
  readonly #files: string;
  readonly #incoming: string;

  constructor(dataDirectory: string) {
    this.#files = path.resolve(dataDirectory, "files");
    this.#incoming = path.join(this.#files, "incoming");
  }

  async put(id: string, source: ReadableStream<Uint8Array>, maxBytes: number): Promise<StoredFile> {
    const target = this.#of(id);
    const draft = path.join(this.#incoming, randomBytes(16).toString("hex"));
    const reader = source.getReader();
    try {
      await disk(mkdir(this.#incoming, { recursive: true, mode: 0o700 }));
      const stored = await write(draft, reader, maxBytes);
      await disk(moveInto(draft, target));
      return stored;
    } catch (error) {
      // The first error is the one to tell: how the source takes its end doesn't matter, and a draft is swept later.
      await Promise.allSettled([reader.cancel(error), rm(draft, { force: true })]);
      throw error;
    }
  }

  async open(id: string, range?: ByteRange): Promise<ReadableStream<Uint8Array>> {
    const name = this.#of(id);
    await disk(stat(name));
    // Opened when the first byte is asked for: a stream that nobody reads must not keep a file open.
    let file: FileHandle | undefined;
    let at = range?.start ?? 0;
    const end = range === undefined ? Number.POSITIVE_INFINITY : range.end + 1;
    return new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          file ??= await disk(open(name, "r"));
          const wanted = Math.min(chunkBytes, end - at);
          const chunk = new Uint8Array(Math.max(0, wanted));
          const { bytesRead } = await disk(file.read(chunk, 0, chunk.length, at));
          at += bytesRead;
          if (bytesRead > 0) {
            controller.enqueue(chunk.subarray(0, bytesRead));
          } else {
            await file.close();
            controller.close();
          }
        },
        cancel: () => file?.close(),
      },
      { highWaterMark: 0 },
    );
  }

  async delete(id: string): Promise<void> {
    await disk(rm(this.#of(id), { force: true }));
  }

  /** Removes what a crash left half written. Others may be writing at this moment, so only old drafts go. */
  async sweep(now: Date): Promise<void> {
    const drafts = await readdir(this.#incoming).catch((error: unknown) => {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
      throw error;
    });
    for (const name of drafts) {
      const draft = path.join(this.#incoming, name);
      const { mtimeMs } = await stat(draft);
      if (now.getTime() - mtimeMs > abandonedMs) await rm(draft, { force: true });
    }
  }

  /** Spread over 256 folders by the id's last digits, which are random. */
  #of(id: string): string {
    if (!/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(id)) {
      throw new StorageError("Not the id of a file.");
    }
    return path.join(this.#files, id.slice(-2), id);
  }
}

async function write(
  draft: string,
  reader: ReadableStreamDefaultReader<Uint8Array>,
  maxBytes: number,
): Promise<StoredFile> {
  const hash = createHash("sha256");
  let size = 0;
  const file = await disk(open(draft, "wx", 0o600));
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      size += value.byteLength;
      if (size > maxBytes) throw new TooLargeError(maxBytes);
      hash.update(value);
      await disk(file.writeFile(value));
    }
    await disk(file.sync());
  } finally {
    await file.close();
  }
  return { sha256: hash.digest("hex"), size };
}

/** The folder is synced as well: a name that is only in memory is no name after a power cut. */
async function moveInto(draft: string, target: string): Promise<void> {
  const folder = path.dirname(target);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await rename(draft, target);
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The disk's own errors, told apart from those of whoever the bytes come from. */
async function disk<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    throw new StorageError(`The file storage failed (${code}).`, { cause: error });
  }
}
