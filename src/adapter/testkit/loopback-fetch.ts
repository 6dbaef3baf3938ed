const loopback = new Set(["127.0.0.1", "localhost", "[::1]"]);

/** The real fetch, which refuses to leave the machine and counts the bytes that are read of answers. */
export class LoopbackFetch {
  calls = 0;
  bytesRead = 0;

  readonly fetch: typeof fetch = async (input, init) => {
    this.calls += 1;
    const url = new URL(input instanceof Request ? input.url : input);
    if (!loopback.has(url.hostname)) {
      throw new TypeError(`A test must not leave the machine: ${url.hostname}`);
    }
    const response = await fetch(input, init);
    if (response.body === null) return response;
    const counted = response.body.pipeThrough(
      new TransformStream<Uint8Array, Uint8Array>({
        transform: (chunk, controller) => {
          this.bytesRead += chunk.byteLength;
          controller.enqueue(chunk);
        },
      }),
    );
    return new Response(counted, response);
  };
}
