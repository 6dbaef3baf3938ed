import { readSettings, SettingsError } from "../config/env.ts";
import { createApp } from "./app.ts";

/** Starts the hub and stops it when told. */
async function main(): Promise<void> {
  const settings = readSettings();
  const app = await createApp(settings);
  const { log } = app;
  let stopping: Promise<void> | undefined;
  const stop = (why: string, exitCode: number): void => {
    if (stopping !== undefined) return;
    log.info({ why }, "Stopping: what is under way is finished first");
    stopping = app.stop().then(
      () => process.exit(exitCode),
      (error: unknown) => {
        log.fatal({ err: error }, "The hub could not stop cleanly");
        process.exit(1);
      },
    );
  };
  process.on("SIGTERM", () => stop("SIGTERM", 0));
  process.on("SIGINT", () => stop("SIGINT", 0));
  for (const kind of ["uncaughtException", "unhandledRejection"] as const) {
    process.on(kind, (thrown: unknown) => {
      // A library behind a channel threw where nobody could catch it: that channel starts anew, the hub goes on.
      if (app.supervisor.contain(thrown)) return;
      log.fatal({ err: thrown, kind }, "A fault of the hub itself");
      if (kind === "uncaughtException") stop(kind, 1);
    });
  }

  const address = await app.start();
  log.info({ address }, "Switchboard is ready");
  const token = await app.auth.setup.ensureSetupToken();
  if (token !== undefined) {
    // For the person at the terminal, not for the log: it is a key to the house.
    process.stderr.write(
      `\nSwitchboard runs at ${address}\nSet it up here (the link works once): ${address}/setup#${token}\n\n`,
    );
  }
}

main().catch((error: unknown) => {
  const text =
    error instanceof SettingsError
      ? error.message
      : `Switchboard can't start: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
});
