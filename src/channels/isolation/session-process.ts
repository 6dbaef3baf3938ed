import { type ChildProcess, fork } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { environmentOfChildren } from "../../../config/env.ts";
import type { Frame, Port } from "./frames.ts";
import { endMarked, endOrphans, markName, newMark, processesOf } from "./mark.ts";
import { memoryOf } from "./process-table.ts";
import { Reaper } from "./reaper.ts";

/** How long things may take, in ms. */
export interface IsolationTimes {
  /** Until the process listens. */
  readonly startMs: number;
  /** Between two looks at whether it still answers and what it holds in memory. */
  readonly lookEveryMs: number;
  /** Looks in a row without an answer, after which it counts as hung. */
  readonly missedLooks: number;
  /** From the abort to the end of `run`; less than the 15 s after which the hub would abandon it. */
  readonly abortMs: number;
  /** From a call's abort to the adapter's word. */
  readonly callMs: number;
  /** To leave by itself when all is done. */
  readonly leaveMs: number;
}

export const usualTimes: IsolationTimes = {
  startMs: 60_000,
  lookEveryMs: 5_000,
  missedLooks: 6,
  abortMs: 12_000,
  callMs: 5_000,
  leaveMs: 2_000,
};

export interface ProcessPlan {
  readonly adapterName: string;
  readonly channelId: string;
  readonly memoryLimitMb: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly times: IsolationTimes;
  readonly onFrame: (frame: Frame) => void;
  /** To be followed by `answered`, as long as the process answers anything. */
  readonly onLook: () => void;
}

/** How a process ended: why in words for the channel's status. */
export interface ProcessEnd {
  readonly why: string;
  /** Processes that the session had left running, its own not counted. */
  readonly leftBehind: number;
}

/** All that it started is looked at less often: that means to look at every process of the machine. */
const fullLookEvery = 3;
const megabyte = 1024 * 1024;

/** The process that one session lives in: started, watched, and ended with all that it started. */
export class SessionProcess implements Port {
  readonly #plan: ProcessPlan;
  readonly #child: ChildProcess;
  readonly #mark: string;
  readonly #reaper: Reaper;
  #why: string | undefined;
  #lastWords = "";
  #said = false;
  #looks: NodeJS.Timeout | undefined;
  readonly #startBy: NodeJS.Timeout;
  #unanswered = 0;
  #count = 0;
  /** Resolves, never rejects, when nothing of the session runs any more. */
  readonly ended: Promise<ProcessEnd>;

  /** Ends what dead hubs left here before, so that it doesn't stand in the new session's way. */
  static async start(plan: ProcessPlan): Promise<SessionProcess> {
    await endOrphans();
    return new SessionProcess(plan, await newMark());
  }

  private constructor(plan: ProcessPlan, mark: string) {
    const { adapterName, channelId, memoryLimitMb, environment, times } = plan;
    this.#plan = plan;
    this.#mark = mark;
    // The name and the channel only show in lists of processes.
    this.#child = fork(entry, [mark, adapterName, channelId], {
      serialization: "advanced",
      // It leads a group of its own, which a Ctrl-C at the hub's terminal doesn't reach.
      detached: true,
      // Libraries print QR codes and tokens: nobody reads it.
      stdio: ["ignore", "ignore", "pipe", "ipc"],
      execArgv: [...loader, ...thrifty, `--max-old-space-size=${memoryLimitMb}`],
      env: { ...environmentOfChildren(), ...environment, [markName]: mark },
    });
    this.#reaper = new Reaper(mark);
    this.#child.on("message", (message) => this.#take(message as Frame));
    this.#child.stderr?.on("data", (text: Buffer) => this.#overhear(text.toString()));
    this.#startBy = setTimeout(() => {
      this.end(`The adapter's process did not start within ${times.startMs / 1000} s.`);
    }, times.startMs);
    this.ended = this.#end();
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  post(frame: Frame): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#child.send(frame, (error) => (error === null ? resolve() : reject(error)));
    });
  }

  /** It answered a look. */
  answered(): void {
    this.#unanswered = 0;
  }

  /** Ends it at once, whatever it does; `why` is for people. */
  end(why: string): void {
    this.#why ??= why;
    this.#child.kill("SIGKILL");
  }

  /** What it and all that it started hold in memory, in bytes; 0 where that can't be seen. */
  async memory(): Promise<number> {
    return await memoryOf((await processesOf(this.#mark)).map(({ pid }) => pid));
  }

  #take(frame: Frame): void {
    if (!this.#said) {
      this.#said = true;
      this.#lastWords = "";
      clearTimeout(this.#startBy);
      this.#looks = setInterval(() => void this.#look(), this.#plan.times.lookEveryMs);
    }
    this.#plan.onFrame(frame);
  }

  /** Until it was handed anything, what it says is about its start; later it may be anything. */
  #overhear(text: string): void {
    if (text.includes("heap out of memory")) this.#why ??= this.#tooMuch();
    if (!this.#said) this.#lastWords = `${this.#lastWords}${text}`.slice(-2_000);
  }

  async #look(): Promise<void> {
    const { lookEveryMs, missedLooks } = this.#plan.times;
    if (this.#unanswered >= missedLooks) {
      const seconds = Math.round((lookEveryMs * missedLooks) / 1000);
      this.end(`The adapter's process did not answer for ${seconds} s: it hung, and was ended.`);
      return;
    }
    this.#unanswered += 1;
    this.#plan.onLook();
    this.#count += 1;
    const { pid } = this.#child;
    const isFull = this.#count % fullLookEvery === 0 || pid === undefined;
    const held = isFull ? await this.memory() : await memoryOf([pid]);
    if (held > this.#plan.memoryLimitMb * megabyte) this.end(this.#tooMuch(held));
  }

  #tooMuch(held?: number): string {
    const used = held === undefined ? "more memory" : `${Math.round(held / megabyte)} MB of memory`;
    return `The adapter used ${used}, more than the ${this.#plan.memoryLimitMb} MB that it may; its process was ended.`;
  }

  async #end(): Promise<ProcessEnd> {
    const how = await new Promise<string>((resolve) => {
      this.#child.once("error", (error) => {
        if (this.#child.pid === undefined) resolve(`could not be started: ${error.message}`);
      });
      this.#child.once("exit", (code, signal) => {
        resolve(signal === null ? `ended by itself (code ${code})` : `was ended by ${signal}`);
      });
    });
    clearTimeout(this.#startBy);
    clearInterval(this.#looks);
    // What it had handed over before it died is still to be read.
    if (this.#child.connected) await read(this.#child);
    this.#child.stderr?.destroy();
    const leftBehind = await endMarked(this.#mark);
    this.#reaper.end();
    const words = this.#said ? "" : this.#lastWords.trim();
    const why = this.#why ?? `The adapter's process ${how}.${words === "" ? "" : ` ${words}`}`;
    return { why, leftBehind };
  }
}

/** Resolves when all was read that it had handed over; a process that it left behind may hold the line open. */
async function read(child: ChildProcess): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await new Promise((resolve) => {
    timer = setTimeout(resolve, 1_000);
    child.once("disconnect", resolve);
  });
  clearTimeout(timer);
}

const isSource = import.meta.url.endsWith(".ts");
const entry = fileURLToPath(new URL(`./child${path.extname(import.meta.url)}`, import.meta.url));

/** From source, Node needs to be taught TypeScript, and to find the kit as source. */
const loader = isSource
  ? [
      "--conditions=source",
      `--import=${pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href}`,
    ]
  : [];

/** As the hub at its start: loading makes far more objects than it keeps. */
const thrifty = ["--semi-space-growth-factor=1"];
