import type { IncomingMessage } from "node:http";
import { Problem } from "./problem.ts";

/**
 * The bytes of a body, as they came. Compressed ones are refused rather than inflated: a kilobyte can become a
 * gigabyte. @throws Problem `body-too-large`, `unsupported-media-type`, `request-aborted`.
 */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  const encoding = request.headers["content-encoding"]?.trim().toLowerCase() ?? "identity";
  if (encoding !== "identity" && encoding !== "") {
    throw new Problem("unsupported-media-type", "Send the body without a content encoding.", {
      headers: { "Accept-Encoding": "identity" },
    });
  }
  if (Number(request.headers["content-length"] ?? 0) > maxBytes) throw tooLarge(maxBytes);
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let size = 0;
    request.on("data", (chunk: Uint8Array) => {
      size += chunk.length;
      if (size <= maxBytes) {
        chunks.push(chunk);
        return;
      }
      // The rest is let go, not kept; the answer closes the connection.
      chunks.length = 0;
      request.pause();
      reject(tooLarge(maxBytes));
    });
    request.on("end", () => {
      const [only] = chunks;
      resolve(chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks));
    });
    const aborted = (): void => {
      reject(new Problem("request-aborted", "The connection was closed before the body's end."));
    };
    request.on("error", aborted);
    request.on("close", () => {
      if (!request.complete) aborted();
    });
  });
}

function tooLarge(maxBytes: number): Problem {
  return new Problem("body-too-large", `The body may have ${maxBytes} bytes at most.`, {
    // What is still on its way can't be told from the next request.
    headers: { Connection: "close" },
  });
}
