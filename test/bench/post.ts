import { connect } from "node:net";

/** What a run of requests came to. */
export interface PostFigures {
  readonly perSecond: number;
  /** Milliseconds from the request's first byte to the answer's. */
  readonly p50: number;
  readonly p99: number;
}

/**
 * Posts bodies over so many kept-alive connections, each sending its next when the last was answered. Bare sockets: the
 * machine is shared with what is measured, so that a sender must cost next to nothing. Rejects on any answer but 200.
 */
export async function post(options: {
  readonly port: number;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly bodies: readonly string[];
  readonly senders: number;
}): Promise<PostFigures> {
  const head = Object.entries({
    Host: "127.0.0.1",
    "Content-Type": "application/json",
    ...options.headers,
  })
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join("");
  const requests = options.bodies.map((body) =>
    Buffer.from(
      `POST ${options.path} HTTP/1.1\r\n${head}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    ),
  );
  const times: number[] = [];
  let next = 0;
  const begun = performance.now();
  await Promise.all(
    Array.from({ length: options.senders }, () =>
      sender(options.port, () => requests[next++], times),
    ),
  );
  const seconds = (performance.now() - begun) / 1000;
  const sorted = times.toSorted((a, b) => a - b);
  return {
    perSecond: requests.length / seconds,
    p50: sorted[Math.floor(sorted.length * 0.5)] ?? 0,
    p99: sorted[Math.floor(sorted.length * 0.99)] ?? 0,
  };
}

function sender(port: number, take: () => Buffer | undefined, times: number[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    socket.setNoDelay(true);
    let sentAt = 0;
    const sendNext = (): void => {
      const request = take();
      if (request === undefined) {
        socket.destroy();
        resolve();
        return;
      }
      sentAt = performance.now();
      socket.write(request);
    };
    socket.once("connect", sendNext);
    socket.on("error", reject);
    // Answers are small: one comes as one piece.
    socket.on("data", (answer: Buffer) => {
      if (!answer.subarray(9, 12).equals(ok)) {
        socket.destroy();
        reject(new Error(`The answer was ${answer.toString("latin1").slice(0, 200)}`));
        return;
      }
      times.push(performance.now() - sentAt);
      sendNext();
    });
  });
}

const ok = Buffer.from("200");
