import type { WireBody, WireRequest, WireResponse } from "./protocol.ts";
import { borrowedStream, type LentStreams, type StreamLine } from "./streams.ts";

/** Answers announced as so small travel at once, without a stream to pull. */
const smallBytes = 64 * 1024;

/** Makes a request for the session, with the hub's own guarded fetch. */
export async function fetchForSession(
  fetch: typeof globalThis.fetch,
  { url, method, headers, body, redirect }: WireRequest,
  parts: { readonly line: StreamLine; readonly lent: LentStreams; readonly signal: AbortSignal },
): Promise<WireResponse> {
  const { line, lent, signal } = parts;
  const init: RequestInit & { duplex?: "half" } = {
    method,
    headers: headers.map(([name, value]): [string, string] => [name, value]),
    redirect,
    signal,
  };
  if (body !== undefined) {
    init.body = "bytes" in body ? Buffer.from(body.bytes) : borrowedStream(line, body.stream);
    if ("stream" in body) init.duplex = "half";
  }
  const response = await fetch(url, init);
  const answer = await wireBody(response, lent);
  return {
    url: response.url,
    status: response.status,
    statusText: response.statusText,
    headers: [...response.headers],
    ...(answer !== undefined && { body: answer }),
  };
}

async function wireBody(response: Response, lent: LentStreams): Promise<WireBody | undefined> {
  if (response.body === null) return undefined;
  const size = Number(response.headers.get("content-length") ?? Number.NaN);
  // Of a compressed answer the size says nothing.
  const isSmall = size <= smallBytes && !response.headers.has("content-encoding");
  if (isSmall) return { bytes: new Uint8Array(await response.arrayBuffer()) };
  return { stream: lent.lend(response.body) };
}
