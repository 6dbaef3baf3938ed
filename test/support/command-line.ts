import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, onTestFinished } from "vitest";
import { compiledHub } from "./compiled-hub.ts";
import { guardedEnvironment } from "./network-guard.ts";

/** How a process came to its end. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** For tests that start many processes, on a machine that is busy with others. */
export const manyProcesses = { timeout: 120_000 };

type Environment = Readonly<Record<string, string>>;

/** A folder of the test's own. */
export async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "switchboard-command-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

let build: Promise<string> | undefined;

/** The hub as it ships, compiled once for a test file: what its commands are run from. */
export async function buildOnce(): Promise<string> {
  build ??= compiledHub();
  return build;
}

afterAll(async () => {
  if (build !== undefined) await rm(await build, { recursive: true, force: true });
});

/** Runs `switchboard …` in a process of its own to its end, with no settings but these. */
export async function switchboard(
  words: readonly string[],
  environment: Environment = {},
  input = "",
  folder?: string,
): Promise<Ended> {
  const running = await startSwitchboard(words, environment, folder);
  running.write(input);
  return running.ended;
}

/** A `switchboard …` that goes on until it is told to end. */
export class RunningCommand {
  readonly ended: Promise<Ended>;
  readonly folder: string;
  readonly #child: ChildProcess;
  readonly #look = new Set<() => void>();
  #stdout = "";
  #stderr = "";
  #over = false;

  constructor(child: ChildProcess, folder: string) {
    this.#child = child;
    this.folder = folder;
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      this.#stdout += text;
      this.#changed();
    });
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#stderr += text;
      this.#changed();
    });
    this.ended = new Promise((resolve) => {
      child.once("close", (code) => {
        this.#over = true;
        this.#changed();
        resolve({ code, stdout: this.#stdout, stderr: this.#stderr });
      });
    });
  }

  get stdout(): string {
    return this.#stdout;
  }

  get stderr(): string {
    return this.#stderr;
  }

  write(input: string): void {
    this.#child.stdin?.end(input);
  }

  /** Resolves with what the pattern finds in what was printed; rejects when the process ends without it. */
  until(pattern: RegExp): Promise<RegExpMatchArray> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const found = pattern.exec(this.#stdout) ?? pattern.exec(this.#stderr);
        if (found === null && !this.#over) return;
        this.#look.delete(look);
        if (found === null) reject(new Error(`Ended without ${pattern}:\n${this.#stderr}`));
        else resolve(found);
      };
      this.#look.add(look);
      look();
    });
  }

  signal(signal: NodeJS.Signals): Promise<Ended> {
    this.#child.kill(signal);
    return this.ended;
  }

  #changed(): void {
    for (const look of this.#look) look();
  }
}

/** Starts `switchboard …`, in an empty folder unless told otherwise. It is killed at the end of the test, should it still run. */
export async function startSwitchboard(
  words: readonly string[],
  environment: Environment = {},
  given?: string,
): Promise<RunningCommand> {
  const folder = given ?? (await emptyFolder());
  const { PATH = "" } = process.env;
  const main = path.join(await buildOnce(), "dist/src/cli/main.js");
  const child = spawn(process.execPath, [main, ...words], {
    cwd: folder,
    env: guardedEnvironment({ PATH, PORT: "0", ...environment }),
  });
  const running = new RunningCommand(child, folder);
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await running.ended;
  });
  return running;
}
