import type { Logger } from "pino";
import type { Settings } from "../../config/settings.ts";
import { type App, createApp, type Overrides } from "../app.ts";
import { createLog } from "../log.ts";
import { readableLine } from "./readable-log.ts";
import { explainStart } from "./start-problems.ts";
import { letYoungGenerationGrow } from "./young-generation.ts";

/** npm hands a Ctrl-C on to a process that the terminal has told already: only a later one is meant. */
const sameSignalMs = 1_000;
/** The dispatcher and the channels take 35 s at most; what takes longer hangs. */
const stopWithinMs = 60_000;

type Stop = (stopHub: () => Promise<void>) => Promise<void>;

export interface HubRun {
  readonly overrides?: Overrides;
  /** Called once the hub answers. Resolves with how to stop, where there is more to stop than the hub. */
  readonly ready: (app: App, address: string) => Promise<Stop | undefined>;
}

/** Runs a hub until a signal or a fault ends it. @throws Failure when it can't start, saying what to do. */
export async function runHub(settings: Settings, { overrides, ready }: HubRun): Promise<void> {
  // What customers write is nobody's business but the hub's.
  process.umask(0o077);
  const log = overrides?.log ?? terminalLog(settings.LOG_LEVEL);
  const app = await createApp(settings, { ...overrides, log }).catch((error: unknown) => {
    throw explainStart(error, settings);
  });
  let stopAll: Stop = (stopHub) => stopHub();
  const stop = stopper(log, () => stopAll(() => app.stop()));
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => stop(signal, 0));
  }
  for (const kind of ["uncaughtException", "unhandledRejection"] as const) {
    process.on(kind, (thrown: unknown) => {
      // A library behind a channel threw where nobody could catch it: that channel starts anew, the hub goes on.
      if (app.supervisor.contain(thrown)) return;
      log.fatal({ err: thrown, kind }, "A fault of the hub itself");
      if (kind === "uncaughtException") stop(kind, 1);
    });
  }
  try {
    const address = await app.start();
    log.info({ address }, "Switchboard is ready");
    letYoungGenerationGrow();
    stopAll = (await ready(app, address)) ?? stopAll;
  } catch (error) {
    const problem = explainStart(error, settings);
    // What was begun must not keep the process, and a second error says no more than the first.
    await app
      .stop()
      .catch((cause: unknown) => log.debug({ err: cause }, "Stopping failed as well"));
    throw problem;
  }
}

/** JSON lines for machines, plain lines for a person at a terminal. */
function terminalLog(level: string): Logger {
  const { stdout } = process;
  if (!stdout.isTTY) return createLog(level);
  const colours = stdout.hasColors();
  return createLog(level, { write: (line) => void stdout.write(readableLine(line, colours)) });
}

/** Stops once; a signal that comes again, and not just twice, stops at once. */
function stopper(log: Logger, stop: () => Promise<void>): (why: string, exitCode: number) => void {
  let since: number | undefined;
  return (why, exitCode) => {
    if (since !== undefined) {
      if (performance.now() - since < sameSignalMs) return;
      log.warn({ why }, "Stopping at once: what was under way is looked into at the next start");
      exit(1);
    }
    since = performance.now();
    log.info({ why }, "Stopping: what is under way is finished first");
    setTimeout(() => {
      log.fatal("The hub does not come to an end; leaving");
      exit(1);
    }, stopWithinMs).unref();
    stop().then(
      () => exit(exitCode),
      (error: unknown) => {
        log.fatal({ err: error }, "The hub could not stop cleanly");
        exit(1);
      },
    );
  };
}

function exit(code: number): never {
  // oxlint-disable-next-line unicorn/no-process-exit -- a vendor library's timer must not keep a hub that has stopped
  process.exit(code);
}
