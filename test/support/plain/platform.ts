import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { PlainMethods, PlainProblem } from "./wire.ts";

/** What a handler answers with: a value, a refusal, or nothing at all. */
export type Answer =
  | { readonly value: unknown }
  | { readonly status: number; readonly problem: PlainProblem }
  | "dropped"
  | "never";

export interface Handlers {
  call(method: keyof PlainMethods, input: unknown): Answer | Promise<Answer>;
  store(bytes: Buffer): Answer;
  load(file: string): Buffer | undefined;
  authorized(header: string | undefined): boolean;
}

/** The Plain platform's HTTP server: loopback, and brutal when asked to be. */
export class PlainServer {
  readonly #handlers: Handlers;
  #server: Server | undefined;
  #port = 0;

  constructor(handlers: Handlers) {
    this.#handlers = handlers;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Listens, after `close` again on the same port. */
  async listen(): Promise<void> {
    const server = createServer((request, response) => {
      // A connection that breaks while we read or write is the other side's business.
      this.#answer(request, response).catch(() => response.destroy());
    });
    await new Promise<void>((resolve) => server.listen(this.#port, "127.0.0.1", resolve));
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  }

  cutConnections(): void {
    this.#server?.closeAllConnections();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const [, path = "", file] = (request.url ?? "/").split("/");
    if (!this.#handlers.authorized(request.headers.authorization)) {
      respond(response, 401, { problem: "Unknown token." });
    } else if (path === "files" && file !== undefined) {
      const bytes = this.#handlers.load(file);
      if (bytes === undefined) respond(response, 410, { problem: "The file is gone." });
      else response.end(bytes);
    } else {
      const answer =
        path === "files"
          ? this.#handlers.store(body)
          : await this.#handlers.call(path as keyof PlainMethods, JSON.parse(body.toString()));
      if (answer === "dropped") response.destroy();
      else if (answer === "never") return;
      else if ("status" in answer) respond(response, answer.status, answer.problem);
      else respond(response, 200, answer.value);
    }
  }
}

function respond(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
