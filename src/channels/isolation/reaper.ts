import { type ChildProcess, spawn } from "node:child_process";
import { markName } from "./mark.ts";

/**
 * Waits until the hub lets go of its input, which it does when it dies, however it dies. Then ends what has the mark,
 * until nothing has. Nothing but a shell: it costs one megabyte, and no fault of the hub's or a library's reaches it.
 */
const script = `
trap '' HUP INT TERM
read -r nothing
tries=0
while [ "$tries" -lt 50 ]; do
  found=$(grep -lsaF "$1" /proc/[0-9]*/environ)
  [ -n "$found" ] || exit 0
  for file in $found; do
    pid=\${file#/proc/}
    pid=\${pid%/environ}
    kill -9 "-$pid" "$pid" 2>/dev/null
  done
  tries=$((tries + 1))
  sleep 0.1
done`;

/** A shell that can't be run would otherwise be started for ever. */
const mostStarts = 5;

/** Sees to it that a session's processes don't outlive the hub, when neither of them can do so any more. */
export class Reaper {
  readonly #mark: string;
  #shell: ChildProcess | undefined;
  #starts = 0;
  #over = false;

  constructor(mark: string) {
    this.#mark = mark;
    this.#start();
  }

  /** The session's processes are gone. */
  end(): void {
    this.#over = true;
    this.#shell?.kill("SIGKILL");
  }

  #start(): void {
    this.#starts += 1;
    if (this.#over || this.#starts > mostStarts || process.platform !== "linux") return;
    const shell = spawn(
      "/bin/sh",
      ["-c", script, "switchboard-reaper", `${markName}=${this.#mark}`],
      {
        // A group of its own: a Ctrl-C at the terminal is for the hub.
        detached: true,
        stdio: ["pipe", "ignore", "ignore"],
        env: { PATH: "/usr/bin:/bin" },
      },
    );
    this.#shell = shell;
    // Whatever becomes of the shell, the hub goes on: the next start of a session looks for orphans as well.
    shell.on("error", () => undefined);
    shell.stdin?.on("error", () => undefined);
    shell.once("exit", () => this.#start());
    shell.unref();
  }
}
