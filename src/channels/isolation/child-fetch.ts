import type { Peer } from "./peer.ts";
import type { HostProcedures, SessionProcedures, WireBody, WireResponse } from "./protocol.ts";
import { borrowedStream, type LentStreams, type StreamLine } from "./streams.ts";

/** The context's fetch: the hub makes the request, under its own guard. */
export function fetchThroughHub(
  peer: Peer<SessionProcedures, HostProcedures>,
  lent: LentStreams,
  line: StreamLine,
): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, streaming(init));
    // Its own signal, where there is one: the request's is another, whose reason need not be the same object.
    const signal = init?.signal ?? (input instanceof Request ? input.signal : undefined);
    const body = await wireBody(request, init, lent);
    const response = await peer.call(
      "fetch",
      {
        url: request.url,
        method: request.method,
        headers: [...request.headers],
        redirect: request.redirect,
        ...(body !== undefined && { body }),
      },
      signal === undefined ? {} : { signal },
    );
    return answer(response, line, signal);
  };
}

/** Node wants to be told that a stream is sent before the answer is read. */
function streaming(init: RequestInit | undefined): RequestInit & { duplex?: "half" } {
  return init?.body == null ? { ...init } : { ...init, duplex: "half" };
}

async function wireBody(
  request: Request,
  init: RequestInit | undefined,
  lent: LentStreams,
): Promise<WireBody | undefined> {
  if (request.body === null) return undefined;
  const given = init?.body;
  const isAtHand =
    typeof given === "string" || given instanceof URLSearchParams || ArrayBuffer.isView(given);
  if (isAtHand) return { bytes: new Uint8Array(await request.arrayBuffer()) };
  return { stream: lent.lend(request.body) };
}

function answer(
  { url, status, statusText, headers, body }: WireResponse,
  line: StreamLine,
  signal: AbortSignal | undefined,
): Response {
  const content =
    body === undefined
      ? null
      : "bytes" in body
        ? Buffer.from(body.bytes)
        : borrowedStream(line, body.stream, signal);
  const response = new Response(content, {
    status,
    statusText,
    headers: headers.map(([name, value]): [string, string] => [name, value]),
  });
  return Object.defineProperty(response, "url", { value: url });
}
