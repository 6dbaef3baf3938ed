import { fork, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** A hub in a process of its own. */
export interface HubProcess {
  readonly port: number;
  readonly pid: number;
  /** From the start of the process to its "ready", in ms. */
  readonly readyMs: number;
  /** Of the admin's session, as `name=value`. */
  readonly cookie: string;
  call(method: string, path: string, body?: unknown): Promise<Readonly<Record<string, unknown>>>;
  /** Opens the event stream; calls back with each event as it arrives. Resolves once the stream is open. */
  follow(onEvent: (event: Readonly<Record<string, unknown>>) => void): Promise<() => void>;
  stop(): Promise<void>;
}

/** Starts the built hub as an operator would, and makes its first admin. */
export async function startHub(environment: Readonly<Record<string, string>>): Promise<HubProcess> {
  const begun = performance.now();
  const child = spawn(process.execPath, ["dist/src/main.js"], {
    env: { PATH: process.env["PATH"], PORT: "0", LOG_LEVEL: "info", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const link = firstMatch(child, "stderr", /http:\/\/[^\s#]+\/setup#(\S+)/);
  const address = await firstMatch(child, "stdout", /"address":"(http:[^"]+)"/);
  const readyMs = performance.now() - begun;
  const url = address[1] ?? "";
  const token = (await link)[1];
  const setup = await fetch(`${url}/api/v1/setup`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Origin: url },
    body: JSON.stringify({
      token,
      email: "bench@example.com",
      name: "Bench",
      password: "a long bench password",
    }),
  });
  if (!setup.ok) throw new Error(`Set-up was refused: ${await setup.text()}`);
  const cookie = (setup.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
  return {
    port: Number(new URL(url).port),
    pid: child.pid ?? 0,
    readyMs,
    cookie,
    async call(method, path, body) {
      const response = await fetch(url + path, {
        method,
        headers: { "Content-Type": "application/json", Origin: url, Cookie: cookie },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
      return (text === "" ? {} : JSON.parse(text)) as Readonly<Record<string, unknown>>;
    },
    async follow(onEvent) {
      const controller = new AbortController();
      const response = await fetch(`${url}/api/v1/events/stream`, {
        headers: { Cookie: cookie },
        signal: controller.signal,
      });
      void readEvents(response, onEvent).catch((error: unknown) => {
        if (!controller.signal.aborted) throw error;
      });
      return () => controller.abort();
    },
    stop: () => end(child),
  };
}

async function readEvents(
  response: Response,
  onEvent: (event: Readonly<Record<string, unknown>>) => void,
): Promise<void> {
  if (response.body === null) throw new Error("The stream has no body.");
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of response.body) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    const frames = text.split("\n\n");
    text = frames.pop() ?? "";
    for (const frame of frames) {
      const data = /^data: ?(.*)$/m.exec(frame)?.[1];
      if (data !== undefined) onEvent(JSON.parse(data) as Readonly<Record<string, unknown>>);
    }
  }
}

/** Starts the naive hub; resolves with its port. */
export async function startNaiveHub(
  databaseUrl: string,
): Promise<{ readonly port: number; stop(): Promise<void> }> {
  const child = fork(new URL("./naive-hub.ts", import.meta.url), [databaseUrl], {
    execArgv: process.execArgv,
  });
  const [port] = (await once(child, "message")) as [number];
  return { port, stop: () => end(child) };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  await exited;
}

async function firstMatch(
  child: ChildProcess,
  stream: "stdout" | "stderr",
  pattern: RegExp,
): Promise<RegExpExecArray> {
  const source = child[stream];
  if (source === null) throw new Error(`There is no ${stream}.`);
  const lines = createInterface({ input: source });
  const seen: string[] = [];
  return await new Promise((resolve, reject) => {
    lines.on("line", (line) => {
      seen.push(line);
      const match = pattern.exec(line);
      if (match !== null) resolve(match);
    });
    child.once("exit", (code) => reject(new Error(`The hub ended (${code}):\n${seen.join("\n")}`)));
  });
}
