import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { IncomingMessage, ServerResponse } from "node:http";

const requestStarts = "http.server.request.start";

/** Watches the simulated platforms of this process: who asks one for updates while another still does, stands out. */
export class PollWatch {
  readonly #open = new Map<string, Set<ServerResponse>>();
  /** The most polls of one bot that were open at the same time. */
  most = 0;
  polls = 0;

  start(): void {
    subscribe(requestStarts, this.#onRequest);
  }

  stop(): void {
    unsubscribe(requestStarts, this.#onRequest);
  }

  readonly #onRequest = (message: unknown): void => {
    const { request, response } = message as {
      readonly request: IncomingMessage;
      readonly response: ServerResponse;
    };
    const bot = /^\/bot([^/]+)\/getUpdates$/.exec(request.url ?? "")?.[1];
    if (bot === undefined) return;
    const open = this.#open.get(bot) ?? new Set();
    this.#open.set(bot, open.add(response));
    this.polls += 1;
    this.most = Math.max(this.most, open.size);
    for (const end of ["finish", "close"]) response.once(end, () => open.delete(response));
  };
}
