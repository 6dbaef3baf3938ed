import { ChildSession } from "./child-session.ts";
import type { Frame } from "./frames.ts";
import { endMarked } from "./mark.ts";
import { toWire } from "./wire-error.ts";

// The process that one session lives in. It lives as long as its line to the hub.
const [, , mark = ""] = process.argv;

const session = new ChildSession({
  post: (frame) =>
    new Promise((resolve, reject) => {
      if (process.send === undefined) reject(new Error("There is no line to the hub."));
      else {
        process.send(frame, undefined, undefined, (error) =>
          error === null ? resolve() : reject(error),
        );
      }
    }),
});

process.on("message", (frame) => session.take(frame as Frame));
process.on("disconnect", () => void leaveNothing());
// Whoever stops all processes at once, as a service's manager does, means the hub, which tells us in its own time.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => undefined);
for (const kind of ["uncaughtException", "unhandledRejection"] as const) {
  process.on(kind, (thrown: unknown) => {
    // What still works nobody knows.
    void session.fail(toWire(thrown)).finally(() => exit(1));
  });
}
if (process.connected) session.begin();
else exit(1);

/** The hub is gone, however it went: nobody is left to end what we started. */
async function leaveNothing(): Promise<void> {
  await endMarked(mark, process.pid);
  exit(1);
}

function exit(code: number): never {
  // oxlint-disable-next-line unicorn/no-process-exit -- a vendor's library may hold on to the process for ever
  process.exit(code);
}
