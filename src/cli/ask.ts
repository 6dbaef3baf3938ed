import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { Failure } from "./failure.ts";

/** Whether there is somebody to ask. */
export function canAsk(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY;
}

/** Asks the person at the terminal. A secret isn't shown while it is typed. @throws Failure when nobody is there. */
export async function ask(question: string, secret = false): Promise<string> {
  if (!canAsk()) throw new Failure(`There is no terminal to ask at: ${question}`, 2);
  const { stdin, stderr } = process;
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({
    input: stdin,
    output: secret ? nowhere : stderr,
    terminal: true,
  });
  // Ctrl-C while asked means: not at all.
  const stopped = new AbortController();
  lines.on("SIGINT", () => stopped.abort());
  stderr.write(secret ? `${question}: ` : "");
  try {
    return (await lines.question(`${question}: `, { signal: stopped.signal })).trim();
  } catch (error) {
    throw new Failure("Stopped.", 1, error);
  } finally {
    lines.close();
    if (secret) stderr.write("\n");
  }
}

/** Asks before something that can't be undone; `--yes` answers beforehand. @throws Failure when it isn't wanted. */
export async function confirm(what: string, yes: boolean): Promise<void> {
  if (yes) return;
  if (!canAsk()) throw new Failure(`${what} Add --yes to do it without being asked.`, 2);
  const answer = await ask(`${what} Type yes to go on`);
  if (answer.toLowerCase() !== "yes") throw new Failure("Nothing was done.");
}
