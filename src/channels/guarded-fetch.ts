import { Agent, fetch as send, FormData as SendableForm } from "undici";
import { cappedBody } from "./capped-body.ts";
import { type ConnectRules, ForbiddenRequestError, guardedConnect } from "./guarded-connect.ts";
import { redirected, redirectTarget } from "./redirect.ts";

const mostRedirects = 5;
const minute = 60_000;

export interface GuardedFetchOptions extends ConnectRules {
  /** Larger answers are cut off with an error. */
  readonly maxBytes: number;
  /** For the whole exchange, its body included; held long polls are shorter. */
  readonly timeoutMs?: number;
}

type Init = NonNullable<Parameters<typeof send>[1]>;
type Answer = Awaited<ReturnType<typeof send>>;

/**
 * The one fetch for every address that a user, a customer or an operator can influence. What is checked is the address
 * that the connection is made to, at the moment it is made: a name that resolves differently a second time gains
 * nothing. Redirects are followed here, each as a new request under the same rules.
 */
export function guardedFetch(options: GuardedFetchOptions): typeof fetch {
  const agent = new Agent({
    connect: guardedConnect(options),
    headersTimeout: 2 * minute,
    bodyTimeout: 2 * minute,
  });
  return async (input, init) => {
    const request = new URL(input instanceof Request ? input.url : input);
    const given: Init = input instanceof Request ? { ...(await ofRequest(input)) } : {};
    Object.assign(given, init);
    const { signal, release } = deadline(options.timeoutMs ?? 10 * minute, given.signal);
    try {
      const { response, url } = await follow(request, { ...given, dispatcher: agent, signal });
      return capped(response, url, options.maxBytes, release);
    } catch (error) {
      release();
      throw error;
    }
  };
}

/** Ends with the caller's signal or after the time. Not AbortSignal.any: that holds on to a signal that lives long. */
function deadline(
  ms: number,
  given: AbortSignal | null | undefined,
): { readonly signal: AbortSignal; readonly release: () => void } {
  const controller = new AbortController();
  const abort = (): void => controller.abort(given?.reason);
  if (given?.aborted === true) abort();
  given?.addEventListener("abort", abort, { once: true });
  const timer = setTimeout(() => {
    controller.abort(new DOMException("The exchange took too long.", "TimeoutError"));
  }, ms);
  timer.unref();
  const release = (): void => {
    clearTimeout(timer);
    given?.removeEventListener("abort", abort);
  };
  return { signal: controller.signal, release };
}

async function follow(
  start: URL,
  init: Init,
): Promise<{ readonly response: Answer; readonly url: URL }> {
  let url = start;
  let current: Init = { ...init, body: sendable(init.body) };
  for (let hop = 0; hop <= mostRedirects; hop += 1) {
    if (url.protocol !== "https:" && url.protocol !== "http:") {
      throw new ForbiddenRequestError("Only http and https addresses are fetched.");
    }
    const response = await exchange(url, current);
    const target = redirectTarget(response, url);
    if (target === undefined || init.redirect === "manual") return { response, url };
    await response.body?.cancel();
    if (init.redirect === "error") {
      throw new TypeError("The server redirected, which was not wanted.");
    }
    current = redirected(current, response.status, url.origin === target.origin);
    url = target;
  }
  throw new TypeError(`More than ${mostRedirects} redirects.`);
}

async function exchange(url: URL, init: Init): Promise<Answer> {
  try {
    return await send(url, { ...init, redirect: "manual" });
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    throw cause instanceof ForbiddenRequestError ? cause : error;
  }
}

/** The platform's fetch knows only its own FormData; ours would be sent as the text "[object FormData]". */
function sendable(body: Init["body"] | FormData): NonNullable<Init["body"]> | null {
  if (!(body instanceof FormData)) return body ?? null;
  const form = new SendableForm();
  for (const [name, value] of body) {
    if (typeof value === "string") form.append(name, value);
    else form.append(name, value, value.name);
  }
  return form;
}

async function ofRequest(request: Request): Promise<Init> {
  return {
    method: request.method,
    headers: [...request.headers],
    body: request.body === null ? null : await request.arrayBuffer(),
    signal: request.signal,
    redirect: request.redirect,
  };
}

/** The answer in the class that adapters know, cut off where it grows too large. `done` is called when it is over. */
function capped(response: Answer, url: URL, maxBytes: number, done: () => void): Response {
  const source = response.body as ReadableStream<Uint8Array> | null;
  const answer = new Response(source === null ? null : cappedBody(source, maxBytes, done), {
    status: response.status,
    statusText: response.statusText,
    headers: [...response.headers],
  });
  if (source === null) done();
  return Object.defineProperty(answer, "url", { value: url.href });
}
