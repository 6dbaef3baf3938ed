import { createServer } from "node:http";
import type { IncomingMessage, Server as HttpServer, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Form } from "./form.ts";
import { methods } from "./methods.ts";
import type { Server } from "./methods.ts";
import { sendingMethods } from "./sending-methods.ts";
import { Refusal } from "./wire.ts";

/** What goes wrong with a call. All but `refuse` and `page` let it happen first, and lose the answer. */
export type Fault =
  /** This one passes. */
  | { readonly type: "none" }
  | {
      readonly type: "refuse";
      readonly status: number;
      readonly description: string;
      readonly parameters?: Readonly<Record<string, number>>;
    }
  /** Not the Bot API's JSON, as a proxy's page. */
  | { readonly type: "page"; readonly status: number }
  | { readonly type: "reset" }
  | { readonly type: "half" }
  | { readonly type: "hang" };

interface SetFault {
  readonly fault: Fault;
  readonly method: string | undefined;
}

/** The Bot API over HTTP, on loopback. */
export class BotApiServer {
  readonly #server: Server;
  readonly #token: string;
  readonly #faults: SetFault[] = [];
  #http: HttpServer | undefined;
  #port: number;
  /** Instead of an answer to every call, while it is set. */
  refusal: Refusal | undefined;
  /** Instead of updates, while it is set. */
  conflict: Refusal | undefined;

  constructor(server: Server, token: string, port: number) {
    this.#server = server;
    this.#token = token;
    this.#port = port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** The same port again after a pause. */
  async listen(): Promise<void> {
    const http = createServer((incoming, outgoing) => {
      void this.#serve(incoming, outgoing);
    });
    http.keepAliveTimeout = 60_000;
    await new Promise<void>((resolve, reject) => {
      http.once("error", reject);
      http.listen(this.#port, "127.0.0.1", resolve);
    });
    this.#port = (http.address() as AddressInfo).port;
    this.#http = http;
  }

  async close(): Promise<void> {
    const http = this.#http;
    this.#http = undefined;
    if (http === undefined) return;
    await new Promise<void>((resolve) => {
      http.close(() => resolve());
      http.closeAllConnections();
    });
  }

  dropConnections(): void {
    this.#http?.closeAllConnections();
  }

  /** The next call of `method`, or the next one that makes messages, goes wrong. */
  fail(fault: Fault, method?: string): void {
    this.#faults.push({ fault, method });
  }

  async #serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    try {
      const { pathname } = new URL(incoming.url ?? "/", "http://127.0.0.1");
      const [, file] = /^\/file\/bot[^/]+\/files\/(.+)$/.exec(pathname) ?? [];
      if (file !== undefined) this.#serveFile(pathname, file, outgoing);
      else await this.#serveMethod(pathname, incoming, outgoing);
    } catch {
      // The caller broke off in the middle of its request: there is nobody to answer, and nothing was done.
      outgoing.destroy();
    }
  }

  #serveFile(pathname: string, id: string, outgoing: ServerResponse): void {
    const file = this.#server.world.file(decodeURIComponent(id));
    if (file === undefined || !pathname.startsWith(`/file/bot${this.#token}/`)) {
      answer(outgoing, new Refusal(404, "Not Found"));
      return;
    }
    outgoing.writeHead(200, {
      "content-type": "application/octet-stream",
      "content-length": file.bytes.byteLength,
    });
    outgoing.end(file.bytes);
  }

  async #serveMethod(
    pathname: string,
    incoming: IncomingMessage,
    outgoing: ServerResponse,
  ): Promise<void> {
    const [, token, name = ""] = /^\/bot([^/]+)\/(\w+)$/.exec(pathname) ?? [];
    const fault = this.#takeFault(name);
    const gone = new AbortController();
    outgoing.once("close", () => gone.abort());
    const result = await this.#result({ token, name, fault }, incoming, gone.signal);
    if (outgoing.destroyed) return;
    switch (fault?.type) {
      case "page":
        outgoing.writeHead(fault.status, { "content-type": "text/html" });
        outgoing.end("<html><body>Something stands in the way.</body></html>");
        return;
      case "reset":
        outgoing.socket?.resetAndDestroy();
        return;
      case "half":
        half(outgoing, result);
        return;
      case "hang":
        return;
      default:
        answer(outgoing, result);
    }
  }

  async #result(
    call: {
      readonly token: string | undefined;
      readonly name: string;
      readonly fault: Fault | undefined;
    },
    incoming: IncomingMessage,
    gone: AbortSignal,
  ): Promise<unknown> {
    const { token, name, fault } = call;
    let form: Form;
    try {
      form = await Form.read(incoming);
    } catch (error) {
      if (error instanceof Refusal) return error;
      throw error;
    }
    if (token !== this.#token) return new Refusal(401, "Unauthorized");
    if (this.refusal !== undefined) return this.refusal;
    if (fault?.type === "refuse") {
      return new Refusal(fault.status, fault.description, fault.parameters);
    }
    if (fault?.type === "page") return undefined;
    if (name === "getUpdates" && this.conflict !== undefined) return this.conflict;
    try {
      const method = methods[name];
      if (method === undefined) return new Refusal(404, "Not Found: method not found");
      return await method(form, this.#server, gone);
    } catch (error) {
      if (error instanceof Refusal) return error;
      return new Refusal(500, `Internal Server Error: ${String(error)}`);
    }
  }

  #takeFault(name: string): Fault | undefined {
    const at = this.#faults.findIndex(({ method }) =>
      method === undefined ? name in sendingMethods : method === name,
    );
    return at < 0 ? undefined : this.#faults.splice(at, 1)[0]?.fault;
  }
}

function answer(outgoing: ServerResponse, result: unknown): void {
  const refused = result instanceof Refusal;
  const body = JSON.stringify(refused ? result : { ok: true, result });
  outgoing.writeHead(refused ? result.status : 200, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
  });
  outgoing.end(body);
}

function half(outgoing: ServerResponse, result: unknown): void {
  const body = Buffer.from(JSON.stringify({ ok: true, result }));
  outgoing.writeHead(200, {
    "content-type": "application/json",
    "content-length": body.byteLength,
  });
  outgoing.write(body.subarray(0, body.byteLength / 2), () => outgoing.destroy());
}
