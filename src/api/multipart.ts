import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import busboy from "busboy";
import { Problem } from "./problem.ts";

/** The file of a form, as its bytes come in. */
export interface IncomingFile {
  readonly fileName: string;
  readonly mimeType: string;
  readonly stream: ReadableStream<Uint8Array>;
}

/**
 * Hands the one file of a `multipart/form-data` body to `take` while it arrives; nothing is buffered. Resolves with
 * what `take` made of it. @throws Problem for any other body, or what `take` rejected with.
 */
export async function receiveFile<T>(
  request: IncomingMessage,
  field: string,
  take: (file: IncomingFile) => Promise<T>,
): Promise<T> {
  const parser = parserOf(request);
  let taken: Promise<T> | undefined;
  let isOther = false;
  let refusal: { readonly error: unknown } | undefined;
  parser.on("file", (name, file, { filename, mimeType }) => {
    if (name !== field || taken !== undefined) {
      isOther = true;
      file.resume();
      return;
    }
    // The taker learns of it through the stream; without a listener it would end the process.
    file.on("error", () => undefined);
    const stream = Readable.toWeb(file) as ReadableStream<Uint8Array>;
    taken = take({ fileName: filename ?? "", mimeType, stream });
    taken.catch((error: unknown) => {
      // The form broke off: what the taker says is only that.
      if (parser.destroyed) return;
      refusal = { error };
      parser.destroy(error as Error);
    });
  });
  parser.on("field", () => (isOther = true));
  // Not `pipeline`: it would cut the connection of a client whose file is refused, before the answer is out.
  request.once("close", () => {
    if (!request.complete) parser.destroy(new Error("The connection was closed."));
  });
  request.pipe(parser);
  try {
    await finished(parser);
  } catch (cause) {
    request.unpipe(parser);
    request.resume();
    // Only when it has cleaned up after itself is the answer true.
    await taken?.catch(() => undefined);
    if (refusal !== undefined) throw refusal.error;
    throw new Problem("invalid-request", "The form is broken off or malformed.", { cause });
  }
  if (taken === undefined || isOther) {
    await taken;
    throw new Problem(
      "invalid-request",
      `Send one file, in the field "${field}", and nothing else.`,
      {
        errors: [{ in: "body", field, message: "must be the one file" }],
      },
    );
  }
  return taken;
}

function parserOf(request: IncomingMessage): busboy.Busboy {
  const type = request.headers["content-type"] ?? "";
  if (!/^multipart\/form-data\s*;/i.test(type)) {
    throw new Problem("unsupported-media-type", "Send the file as multipart/form-data.", {
      headers: { Accept: "multipart/form-data" },
    });
  }
  try {
    return busboy({
      headers: request.headers,
      // Without this, Chinese file names come out as Latin-1.
      defParamCharset: "utf8",
      limits: { files: 2, fields: 1, parts: 3, fieldSize: 1024 },
    });
  } catch (cause) {
    throw new Problem("invalid-request", "The form has no boundary.", { cause });
  }
}
