import { createHash, randomBytes } from "node:crypto";
import { chmod, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { uuidv7 } from "uuidv7";
import { DiskStorage } from "../src/media/disk-storage.ts";
import { StorageError, TooLargeError } from "../src/media/storage.ts";
import { bytesOf, streamOf } from "./support/streams.ts";

describe("files on disk", () => {
  let directory: string;
  let storage: DiskStorage;
  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), "switchboard-files-"));
    storage = new DiskStorage(directory);
    onTestFinished(() => rm(directory, { recursive: true }));
  });
  const everything = async (): Promise<readonly string[]> => {
    const entries = await readdir(directory, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
  };

  it("come out byte for byte, whole and in part", async () => {
    const bytes = randomBytes(300_000);
    const id = uuidv7();
    const stored = await storage.put(id, streamOf(bytes, 1_000), 300_000);
    expect(stored).toEqual({
      sha256: createHash("sha256").update(bytes).digest("hex"),
      size: 300_000,
    });
    expect(await bytesOf(await storage.open(id))).toEqual(bytes);
    expect(await bytesOf(await storage.open(id, { start: 70_000, end: 200_000 }))).toEqual(
      bytes.subarray(70_000, 200_001),
    );
    expect(await bytesOf(await storage.open(id, { start: 299_999, end: 999_999 }))).toHaveLength(1);
    expect(await everything()).toEqual([id]);
  });

  it("are the hub's alone, and there may be empty ones", async () => {
    const id = uuidv7();
    expect(await storage.put(id, streamOf(new Uint8Array()), 10)).toMatchObject({ size: 0 });
    const file = path.join(directory, "files", id.slice(-2), id);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await bytesOf(await storage.open(id))).toHaveLength(0);
  });

  it("that grow too large leave nothing behind, and stop their source", async () => {
    let stopped: unknown;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(1_000)),
      cancel: (reason) => {
        stopped = reason;
      },
    });
    await expect(storage.put(uuidv7(), endless, 9_999)).rejects.toThrow(TooLargeError);
    expect(stopped).toBeInstanceOf(TooLargeError);
    expect(await everything()).toEqual([]);
  });

  it("whose source fails leave what was there before", async () => {
    const id = uuidv7();
    await storage.put(id, streamOf(Buffer.from("before")), 100);
    const failing = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new Uint8Array(10)),
      pull: (controller) => controller.error(new Error("connection reset")),
    });
    await expect(storage.put(id, failing, 100)).rejects.toThrow("connection reset");
    expect(Buffer.from(await bytesOf(await storage.open(id))).toString()).toBe("before");
    expect(await everything()).toEqual([id]);
  });

  it.each(["../../etc/passwd", "a", "", "01890000-0000-7000-8000-00000000000/", "incoming"])(
    "have ids of the hub's making only: %j",
    async (id) => {
      await expect(storage.put(id, streamOf(Buffer.from("x")), 10)).rejects.toThrow(StorageError);
      await expect(storage.open(id)).rejects.toThrow(StorageError);
      await expect(storage.delete(id)).rejects.toThrow(StorageError);
      expect(await everything()).toEqual([]);
    },
  );

  it("that are gone are the storage's fault, not the reader's", async () => {
    await expect(storage.open(uuidv7())).rejects.toThrow("The file storage failed (ENOENT).");
    await storage.delete(uuidv7());
    const id = uuidv7();
    await storage.put(id, streamOf(Buffer.from("x")), 10);
    const stream = await storage.open(id);
    await storage.delete(id);
    await expect(bytesOf(stream)).rejects.toThrow(StorageError);
  });

  it("are refused as the storage's fault when the disk doesn't take them", async () => {
    await storage.put(uuidv7(), streamOf(Buffer.from("x")), 10);
    const files = path.join(directory, "files");
    await rm(files, { recursive: true });
    await writeFile(files, "in the way");
    await expect(storage.put(uuidv7(), streamOf(Buffer.from("x")), 10)).rejects.toThrow(
      StorageError,
    );
  });

  it("that a crash left half written are removed after a day", async () => {
    await storage.sweep(new Date());
    const id = uuidv7();
    await storage.put(id, streamOf(Buffer.from("kept")), 10);
    const incoming = path.join(directory, "files", "incoming");
    const old = path.join(incoming, "old");
    await writeFile(old, "half");
    await writeFile(path.join(incoming, "new"), "half");
    await chmod(old, 0o600);
    const yesterday = new Date(Date.now() - 25 * 60 * 60_000);
    await utimes(old, yesterday, yesterday);
    await storage.sweep(new Date());
    expect((await everything()).toSorted()).toEqual([id, "new"].toSorted());
    expect(await readFile(path.join(incoming, "new"), "utf8")).toBe("half");
  });
});
