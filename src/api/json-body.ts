import type { IncomingMessage } from "node:http";
import { jsonErrorOffset, lineAndColumn } from "./json-position.ts";
import { Problem } from "./problem.ts";
import { readBody } from "./read-body.ts";

/** Far more than any request of ours has, and far less than a stack takes. */
const deepest = 100;
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
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // V8's own message quotes the text, and some versions don't say where.
    const offset = jsonErrorOffset(text);
    const what = offset >= text.length ? "It ends too early" : "It can't be read";
    throw new Problem("malformed-json", `${what}, at ${lineAndColumn(text, offset)}.`);
  }
  refuseTraps(value);
  return value;
}

/** Without recursion, which is what the depth would overflow: here, and in whatever handles the value later. */
function refuseTraps(value: unknown): void {
  const left: [value: unknown, depth: number][] = [[value, 1]];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const [part, depth] = next;
    if (typeof part !== "object" || part === null) continue;
    if (depth > deepest) throw new Problem("malformed-json", "The body is nested too deeply.");
    // As an own key it does no harm yet; copied into another object it would become that object's prototype.
    if (Object.hasOwn(part, "__proto__")) {
      throw new Problem("malformed-json", 'The name "__proto__" is not allowed.');
    }
    for (const member of Object.values(part)) left.push([member, depth + 1]);
  }
}
