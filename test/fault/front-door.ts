import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { pause } from "./waiting.ts";

/** How long a call is held while no hub serves. */
const patienceMs = 2_000;

/** A hub that takes longer is passed over. */
const answerWithinMs = 3_000;

/**
 * The address that platforms call: it stays while hubs die and come back on other ports, as a reverse proxy's does. It
 * asks the next hub when one has no use for the call, and remembers what was acknowledged.
 */
export class FrontDoor {
  readonly #hubs: () => readonly string[];
  readonly #someHub: () => Promise<void>;
  readonly #server: Server;
  /** How often each answer was given. */
  readonly answers = new Map<number, number>();
  /** Webhook calls that were acknowledged, by what makes them one: the update's id. */
  readonly acknowledged = new Set<string>();
  /** How many copies of a call are made, at the same time. */
  copies: () => number = () => 1;

  /** `someHub` resolves as soon as one serves. */
  constructor(hubs: () => readonly string[], someHub: () => Promise<void>) {
    this.#hubs = hubs;
    this.#someHub = someHub;
    this.#server = createServer((request, response) => {
      void this.#pass(request, response).catch(() => response.destroy());
    });
  }

  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  async #pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    await Promise.race([this.#someHub(), pause(patienceMs)]);
    const copies = Array.from({ length: this.copies() }, () => this.#forward(request, body));
    const [status = 502] = await Promise.all(copies);
    this.answers.set(status, (this.answers.get(status) ?? 0) + 1);
    if (status === 200) this.acknowledged.add(`${request.url} ${updateId(body)}`);
    response.writeHead(status).end();
  }

  async #forward(request: IncomingMessage, body: Buffer): Promise<number> {
    let status = 502;
    for (const hub of this.#hubs()) {
      try {
        const answer = await fetch(`${hub}${request.url ?? "/"}`, {
          method: request.method ?? "GET",
          headers: headersOf(request),
          body: Uint8Array.from(body),
          signal: AbortSignal.timeout(answerWithinMs),
        });
        await answer.arrayBuffer();
        status = answer.status;
      } catch {
        // Killed in the middle of it, or just before, or frozen: the platform will bring it again.
        status = 502;
      }
      if (status < 500) break;
    }
    return status;
  }
}

function headersOf({ headers }: IncomingMessage): Readonly<Record<string, string>> {
  const passed = ["content-type", "x-telegram-bot-api-secret-token"];
  return Object.fromEntries(
    passed.flatMap((name) => {
      const value = headers[name];
      return typeof value === "string" ? [[name, value] as const] : [];
    }),
  );
}

function updateId(body: Buffer): string {
  const { update_id: id } = JSON.parse(body.toString()) as { readonly update_id?: number };
  return String(id);
}
