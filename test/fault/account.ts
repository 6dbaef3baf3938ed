import { randomBytes } from "node:crypto";
import { readFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { PlatformSimulator } from "switchboard/adapter/testkit";
import { markName } from "../../src/channels/isolation/mark.ts";
import { environmentValues, listProcesses } from "../../src/channels/isolation/process-table.ts";
import { HubProcess } from "./hub-process.ts";
import { type Answer, send, setUp } from "./set-up.ts";
import { eventually } from "./waiting.ts";

/** One hub with one channel, whose session runs in a process of its own, and the simulated platform at its other end. */
export class Account {
  readonly simulator: PlatformSimulator;
  readonly #build: string;
  readonly #databaseUrl: string;
  readonly #directory: string;
  readonly #encryptionKey = randomBytes(32).toString("hex");
  #hub: HubProcess | undefined;
  #key = "";
  #channelId = "";

  private constructor(
    simulator: PlatformSimulator,
    build: string,
    databaseUrl: string,
    directory: string,
  ) {
    this.simulator = simulator;
    this.#build = build;
    this.#databaseUrl = databaseUrl;
    this.#directory = directory;
  }

  /** Resolves once the channel is connected. */
  static async open(options: {
    readonly adapter: string;
    readonly simulator: PlatformSimulator;
    readonly build: string;
    readonly databaseUrl: string;
  }): Promise<Account> {
    const { adapter, simulator, build, databaseUrl } = options;
    const directory = await mkdtemp(path.join(tmpdir(), "switchboard-account-"));
    const account = new Account(simulator, build, databaseUrl, directory);
    const settings = await simulator.start();
    await account.startHub();
    [account.#key = ""] = await setUp(account.hub, 1);
    const made = await account.call("/channels", "POST", { adapter, name: "Shop", settings });
    if (made.status !== 201) throw new Error(`channel: ${JSON.stringify(made)}`);
    account.#channelId = String(made.body["id"]);
    await account.connected();
    return account;
  }

  get hub(): HubProcess {
    if (this.#hub === undefined) throw new Error("The hub was not started.");
    return this.#hub;
  }

  async close(): Promise<void> {
    await this.#hub?.kill();
    await this.simulator.stop();
    await rm(this.#directory, { recursive: true, force: true });
  }

  async startHub(): Promise<void> {
    this.#hub = new HubProcess({
      build: this.#build,
      databaseUrl: this.#databaseUrl,
      dataDirectory: this.#directory,
      encryptionKey: this.#encryptionKey,
      publicUrl: "http://127.0.0.1:9",
    });
    await this.#hub.ready;
  }

  /** Rejects while the hub is away. */
  async call(
    target: string,
    method = "GET",
    body?: unknown,
    idempotencyKey?: string,
  ): Promise<Answer> {
    const { address } = this.hub;
    if (address === undefined) throw new Error("The hub doesn't serve.");
    return await send(`${address}/api/v1${target}`, method, body, {
      authorization: `Bearer ${this.#key}`,
      ...(idempotencyKey === undefined ? {} : { "idempotency-key": idempotencyKey }),
    });
  }

  async connected(): Promise<void> {
    let last: unknown;
    await eventually(
      "the channel to be connected",
      async () => {
        last = (await this.call(`/channels/${this.#channelId}`)).body["status"];
        return (last as { readonly state: string }).state === "connected";
      },
      {
        withinMs: 120_000,
        found: () => `${JSON.stringify(last)} ${this.hub.complaints.slice(-5).join("\n")}`,
      },
    );
  }

  /** Kills the hub, and starts it again once nothing of its session is left. */
  async killHub(): Promise<void> {
    const marks = await this.#marks();
    await this.hub.kill();
    await gone(marks);
    await this.startHub();
  }

  /** Kills the session's process; the hub goes on. */
  async killSession(): Promise<void> {
    const marks = await this.#marks();
    const pid = await eventually("the session's process", () => this.#sessionPid());
    process.kill(pid, "SIGKILL");
    await gone(marks);
  }

  /** As an operator does who doesn't want to wait: the pauses of the hub's own grow to minutes. */
  async reconnect(): Promise<void> {
    const { status } = await this.call(`/channels/${this.#channelId}/reconnect`, "POST");
    if (status >= 400) throw new Error(`reconnect: ${status}`);
  }

  /** Of this hub's sessions: each has one, which all its processes inherit. */
  async #marks(): Promise<ReadonlySet<string>> {
    const all = await environmentValues(markName);
    return new Set([...all.values()].filter((mark) => mark.split(".")[1] === `${this.hub.pid}`));
  }

  async #sessionPid(): Promise<number | undefined> {
    const children = (await listProcesses()).filter(({ parent }) => parent === this.hub.pid);
    for (const { pid } of children) {
      const line = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
      if (line.split("\0").includes(this.#channelId)) return pid;
    }
    return undefined;
  }
}

/** Every process of these sessions, the browser's too. @throws when one is still there. */
async function gone(marks: ReadonlySet<string>): Promise<void> {
  let left: readonly number[] = [];
  await eventually(
    "the session's processes to be gone",
    async () => {
      const all = await environmentValues(markName);
      left = [...all].flatMap(([pid, mark]) => (marks.has(mark) ? [pid] : []));
      return left.length === 0;
    },
    { withinMs: 15_000, found: () => `Left: ${left.join(", ")}` },
  );
}
