import { type fetch as send, Headers } from "undici";

type Init = NonNullable<Parameters<typeof send>[1]>;
type Answer = Awaited<ReturnType<typeof send>>;

/** Where an answer sends us; undefined when it doesn't. */
export function redirectTarget(response: Answer, from: URL): URL | undefined {
  const location = response.headers.get("location");
  const redirects = [301, 302, 303, 307, 308].includes(response.status);
  return redirects && location !== null ? new URL(location, from) : undefined;
}

/** As browsers do it: what a redirect leaves of the request (https://fetch.spec.whatwg.org/#http-redirect-fetch). */
export function redirected(init: Init, status: number, sameOrigin: boolean): Init {
  const method = (init.method ?? "GET").toUpperCase();
  const headers = new Headers(init.headers);
  if (!sameOrigin) {
    for (const name of ["authorization", "cookie", "proxy-authorization"]) headers.delete(name);
  }
  const becomesGet =
    status === 303 ? method !== "GET" && method !== "HEAD" : status < 303 && method === "POST";
  if (becomesGet) {
    for (const name of ["content-length", "content-type", "content-encoding"]) headers.delete(name);
    return { ...init, method: "GET", headers: [...headers], body: null };
  }
  if (init.body instanceof ReadableStream) {
    throw new TypeError("The server redirected a streamed upload, which can't be sent again.");
  }
  return { ...init, headers: [...headers] };
}
