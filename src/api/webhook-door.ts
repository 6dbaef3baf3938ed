import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Logger } from "pino";
import type { WebhookRequest, WebhookResponse } from "../adapter/index.ts";
import { networkOf } from "../auth/network.ts";
import type { HttpMetrics } from "./metrics.ts";
import { Problem } from "./problem.ts";
import { describeError } from "./request-log.ts";

/** Takes what platforms send. Undefined: there is no such channel, or it takes no webhooks. */
export interface Webhooks {
  /** Asked before a body is read. */
  isKnown(channelId: string): boolean;
  /** Resolves with the adapter's answer. A rejection means that nothing was stored: the platform is asked to try again. */
  handle(channelId: string, request: WebhookRequest): Promise<WebhookResponse | undefined>;
}

const prefix = "/webhooks/";
const maxBytes = 10 * 1024 * 1024;
/**
 * For the bodies of all calls together, beyond the first piece of each: anybody can begin a call, and a platform's are
 * nearly all of one piece.
 */
const maxBytesHeld = 64 * 1024 * 1024;
const nothing = new Uint8Array(0);

export function isWebhook(request: IncomingMessage): boolean {
  return request.url?.startsWith(prefix) ?? false;
}

/**
 * The way in for `/webhooks/:channelId/…`: before Koa and everything in it, because each customer's message comes
 * through here. What it costs is in the benchmark.
 */
export function webhookDoor(
  webhooks: Webhooks,
  log: Logger,
  metrics: HttpMetrics,
  trustProxy: boolean,
): (request: IncomingMessage, response: ServerResponse) => void {
  const held = { bytes: 0 };
  return (request, response) => {
    const { channelId, path, query } = parseAddress(request.url ?? "");
    const finish = (
      status: number,
      headers: Readonly<Record<string, string>>,
      body: string | Uint8Array,
    ): void => {
      metrics.webhook(status);
      if (response.headersSent || response.destroyed) return;
      // Without a length, Node would send the answer in chunks: one more write for each customer's message.
      const length = { "Content-Length": Buffer.byteLength(body) };
      response.writeHead(status, { "X-Content-Type-Options": "nosniff", ...length, ...headers });
      response.end(body);
    };
    const refuse = (problem: Problem): void => {
      const requestId = randomUUID();
      if (problem.status >= 500) {
        log.error({ requestId, channelId, err: describeError(problem.cause) }, "webhook failed");
      }
      finish(
        problem.status,
        {
          "Content-Type": "application/problem+json",
          "X-Request-Id": requestId,
          ...problem.extras.headers,
        },
        JSON.stringify(problem.toBody(requestId)),
      );
    };
    const call = async (body: Uint8Array): Promise<void> => {
      try {
        const answer = await webhooks.handle(channelId, {
          method: request.method ?? "GET",
          path,
          query: new URLSearchParams(query),
          headers: headersOf(request),
          body,
          ...addressOf(request, trustProxy),
        });
        if (answer === undefined) refuse(new Problem("not-found", "There is no such webhook."));
        else finish(answer.status, answer.headers ?? {}, answer.body ?? "");
      } catch (cause) {
        refuse(
          new Problem("unavailable", "Not stored: send it again.", {
            cause,
            headers: { "Retry-After": "5" },
          }),
        );
      }
    };
    if (webhooks.isKnown(channelId)) {
      collect({ request, response, held }, (body) => void call(body), refuse);
    } else {
      const headers = hasBody(request) ? { Connection: "close" } : {};
      refuse(new Problem("not-found", "There is no such webhook.", { headers }));
    }
  };
}

function parseAddress(url: string): { channelId: string; path: string; query: string } {
  const mark = url.indexOf("?");
  const address = mark === -1 ? url : url.slice(0, mark);
  const slash = address.indexOf("/", prefix.length);
  return {
    channelId: slash === -1 ? address.slice(prefix.length) : address.slice(prefix.length, slash),
    path: slash === -1 ? "" : address.slice(slash),
    query: mark === -1 ? "" : url.slice(mark + 1),
  };
}

function headersOf({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers();
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    headers.append(rawHeaders[at] ?? "", rawHeaders[at + 1] ?? "");
  }
  return headers;
}

/** Behind a proxy whoever the last one, which is ours, had the call from; as in the API. */
function addressOf(
  { headers, socket }: IncomingMessage,
  trustProxy: boolean,
): { address?: string } {
  const forwarded = trustProxy ? headers["x-forwarded-for"] : undefined;
  const address = forwarded?.toString().split(",").at(-1)?.trim() ?? socket.remoteAddress;
  return address === undefined ? {} : { address: networkOf(address) };
}

interface CallInProgress {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** What all calls hold together. */
  readonly held: { bytes: number };
}

function tooLarge(): Problem {
  return new Problem("body-too-large", `A webhook may have ${maxBytes} bytes at most.`, {
    headers: { Connection: "close" },
  });
}

function tooMuchAtOnce(): Problem {
  return new Problem("unavailable", "Too much comes in at once: send it again.", {
    headers: { Connection: "close", "Retry-After": "5" },
    cause: new Error(`Webhooks under way hold ${maxBytesHeld} bytes already.`),
  });
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}

/** The body as one piece. Most fit into one chunk, which is then handed on as it is. */
function collect(
  { request, response, held }: CallInProgress,
  done: (body: Uint8Array) => void,
  refuse: (problem: Problem) => void,
): void {
  let first: Uint8Array | undefined;
  let rest: Uint8Array[] | undefined;
  let size = 0;
  let holding = 0;
  const stop = (problem: Problem): void => {
    request.removeAllListeners("data").removeAllListeners("end").pause();
    refuse(problem);
  };
  request.on("data", (chunk: Uint8Array) => {
    size += chunk.length;
    if (size > maxBytes) {
      stop(tooLarge());
    } else if (first === undefined) {
      first = chunk;
    } else if (held.bytes + chunk.length > maxBytesHeld) {
      stop(tooMuchAtOnce());
    } else {
      if (holding === 0) response.once("close", () => (held.bytes -= holding));
      holding += chunk.length;
      held.bytes += chunk.length;
      rest = rest ?? [first];
      rest.push(chunk);
    }
  });
  request.on("end", () => done(rest === undefined ? (first ?? nothing) : Buffer.concat(rest)));
  // A caller that hangs up wasn't answered 2xx, so it sends again. Without a listener the error would end the process.
  request.on("error", () => undefined);
}
