import { type ChildProcess, execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import mysql from "mysql2/promise";
import { eventually } from "./waiting.ts";

const run = promisify(execFile);
/** As root, MariaDB wants to be told that this is meant. */
const asRoot = process.getuid?.() === 0 ? ["--user=root"] : [];

/** Where a program of MariaDB's is; undefined when this machine doesn't have it. */
function find(...names: readonly string[]): string | undefined {
  const folders = ["/usr/sbin", "/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"];
  return folders.flatMap((folder) => names.map((name) => path.join(folder, name))).find(existsSync);
}

const server = find("mariadbd");
const install = find("mariadb-install-db");

/** Why there can't be a server of our own; undefined where there can. */
export const whyNoPrivateMariadb =
  server === undefined || install === undefined ? "MariaDB's server isn't installed" : undefined;

/** A MariaDB server that belongs to one test, which may do to it what it wants. */
export class PrivateMariadb {
  readonly #directory: string;
  #process: ChildProcess | undefined;

  private constructor(directory: string) {
    this.#directory = directory;
  }

  static async install(): Promise<PrivateMariadb> {
    const directory = await mkdtemp(path.join(tmpdir(), "switchboard-mariadb-"));
    await run(install ?? "", [
      "--no-defaults",
      `--datadir=${path.join(directory, "data")}`,
      "--auth-root-authentication-method=normal",
      "--skip-test-db",
      ...asRoot,
    ]);
    return new PrivateMariadb(directory);
  }

  /** Of a database on this server. */
  url(database: string): string {
    const socket = encodeURIComponent(this.#socket);
    return `mysql://root@localhost/${database}?socketPath=${socket}`;
  }

  /** Resolves when it answers. */
  async start(): Promise<void> {
    this.#process = spawn(
      server ?? "",
      [
        "--no-defaults",
        `--datadir=${path.join(this.#directory, "data")}`,
        // A server clears its temporary directory when it starts: another one's files must not lie there.
        `--tmpdir=${this.#directory}`,
        `--socket=${this.#socket}`,
        `--pid-file=${path.join(this.#directory, "pid")}`,
        "--skip-networking",
        "--innodb-buffer-pool-size=64M",
        "--innodb-log-file-size=16M",
        ...asRoot,
      ],
      { stdio: "ignore" },
    );
    await eventually("MariaDB to answer", async () => {
      try {
        await this.query("select 1");
        return true;
      } catch {
        // Not yet.
        return false;
      }
    });
  }

  /** As a power cut would. */
  async kill(): Promise<void> {
    const running = this.#process;
    if (running === undefined || running.exitCode !== null) return;
    const ended = new Promise((resolve) => running.once("exit", resolve));
    running.kill("SIGKILL");
    await ended;
  }

  async query(statement: string): Promise<void> {
    const connection = await mysql.createConnection({ socketPath: this.#socket, user: "root" });
    try {
      await connection.query(statement);
    } finally {
      await connection.end();
    }
  }

  async remove(): Promise<void> {
    await this.kill();
    await rm(this.#directory, { recursive: true, force: true });
  }

  get #socket(): string {
    return path.join(this.#directory, "socket");
  }
}
