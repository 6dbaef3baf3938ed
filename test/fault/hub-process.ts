import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { guardedEnvironment } from "../support/network-guard.ts";

export interface HubOptions {
  readonly build: string;
  readonly databaseUrl: string;
  readonly dataDirectory: string;
  readonly encryptionKey: string;
  readonly publicUrl: string;
}

/** How a process ended. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A hub as an operator runs it: a process of its own, from the build. */
export class HubProcess {
  readonly #child: ChildProcess;
  /** Resolves with its address once it serves; with undefined when it ended before. */
  readonly ready: Promise<string | undefined>;
  /** The token of the set-up link; never resolves on a hub that is set up. */
  readonly setupToken: Promise<string>;
  readonly ended: Promise<Ending>;
  address: string | undefined;
  /** Lines of the log from `warn` on. */
  readonly complaints: string[] = [];

  constructor(options: HubOptions) {
    const { PATH } = process.env;
    const child = spawn(process.execPath, ["dist/src/main.js"], {
      cwd: options.build,
      env: guardedEnvironment({
        PATH,
        NODE_OPTIONS: process.env["NODE_OPTIONS"],
        HOST: "127.0.0.1",
        PORT: "0",
        PUBLIC_URL: options.publicUrl,
        DATABASE_URL: options.databaseUrl,
        DATA_DIRECTORY: options.dataDirectory,
        ENCRYPTION_KEY: options.encryptionKey,
        ALLOW_PRIVATE_NETWORK: "true",
      }),
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child = child;
    this.ended = new Promise((resolve) => {
      child.once("exit", (code, signal) => {
        this.address = undefined;
        resolve({ code, signal });
      });
    });
    const served = new Promise<string>((resolve) => {
      createInterface(child.stdout).on("line", (line) => {
        const entry = parsed(line);
        if (entry.level !== "info") this.#complain(line);
        if (entry.msg !== "Switchboard is ready" || entry.address === undefined) return;
        this.address = entry.address;
        resolve(entry.address);
      });
    });
    this.ready = Promise.race([served, this.ended.then(() => undefined)]);
    this.setupToken = new Promise((resolve) => {
      createInterface(child.stderr).on("line", (line) => {
        const token = /\/setup#(\S+)/.exec(line)?.[1];
        if (token !== undefined) resolve(token);
        else if (line !== "") this.#complain(line);
      });
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** As a power cut would: no goodbye, no chance to finish anything. */
  async kill(): Promise<void> {
    this.address = undefined;
    this.#child.kill("SIGKILL");
    await this.ended;
  }

  /** Stops its clock, as a machine that swaps or a laptop that sleeps does. It knows nothing of it. */
  freeze(): void {
    this.#child.kill("SIGSTOP");
  }

  thaw(): void {
    this.#child.kill("SIGCONT");
  }

  /** Asks it to stop, and resolves with how it did. */
  async terminate(): Promise<Ending> {
    this.#child.kill("SIGTERM");
    return await this.ended;
  }

  #complain(line: string): void {
    this.complaints.push(line);
    if (this.complaints.length > 200) this.complaints.shift();
  }
}

function parsed(line: string): { level?: string; msg?: string; address?: string } {
  try {
    return JSON.parse(line) as { level?: string; msg?: string; address?: string };
  } catch {
    // Not of the logger: a warning of Node's.
    return {};
  }
}
