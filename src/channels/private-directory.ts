import { mkdir, readdir, rm } from "node:fs/promises";
import path from "node:path";

/** Where sessions keep files of their own: one directory per channel, mode 0700, gone with the channel. */
export class PrivateDirectories {
  readonly #root: string;

  constructor(dataDirectory: string) {
    this.#root = path.resolve(dataDirectory, "channels");
  }

  /** Makes it when it isn't there. */
  async open(channelId: string): Promise<string> {
    const directory = this.#of(channelId);
    await mkdir(directory, { recursive: true, mode: 0o700 });
    return directory;
  }

  async remove(channelId: string): Promise<void> {
    await rm(this.#of(channelId), { recursive: true, force: true, maxRetries: 3 });
  }

  /** Whose directories are there. */
  async owners(): Promise<readonly string[]> {
    try {
      return await readdir(this.#root);
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
      throw error;
    }
  }

  #of(channelId: string): string {
    if (!/^[\w-]+$/.test(channelId)) throw new Error("Not a channel id.");
    return path.join(this.#root, channelId);
  }
}
