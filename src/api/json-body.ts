import type { IncomingMessage } from "node:http";
import { jsonErrorOffset, lineAndColumn } from "./json-position.ts";
import { Problem } from "./problem.ts";
import { readBody } from "./read-body.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });

/** Reads and parses the body of a request. @throws Problem that says what is wrong, and where. */
export async function readJson(request: IncomingMessage, maxBytes: number): Promise<unknown> {
  const type = request.headers["content-type"]?.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  if (type !== "application/json" && !/^application\/[\w.-]+\+json$/.test(type)) {
    throw new Problem("unsupported-media-type", "Send the body as application/json.", {
      headers: { Accept: "application/json" },
    });
  }
  const bytes = await readBody(request, maxBytes);
  return parseJson(decode(bytes));
}

function decode(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw new Problem("malformed-json", "The body is not UTF-8.", { cause });
  }
}

function parseJson(text: string): unknown {
  let polluted = false;
  let value: unknown;
  try {
    value = JSON.parse(text, (key, member: unknown) => {
      // As an own key it does no harm yet; copied into another object it would become that object's prototype.
      if (key === "__proto__") polluted = true;
      return member;
    });
  } catch (error) {
    if (error instanceof RangeError) {
      throw new Problem("malformed-json", "The body is nested too deeply.", { cause: error });
    }
    // V8's own message quotes the text, and some versions don't say where.
    const offset = jsonErrorOffset(text);
    const what = offset >= text.length ? "It ends too early" : "It can't be read";
    throw new Problem("malformed-json", `${what}, at ${lineAndColumn(text, offset)}.`);
  }
  if (polluted) throw new Problem("malformed-json", 'The name "__proto__" is not allowed.');
  return value;
}
