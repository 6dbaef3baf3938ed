import { Problem } from "./problem.ts";

/** Where a page ends, as an opaque word: a list of plain values, known only to the route that made it. */
export function encodeCursor(position: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(position)).toString("base64url");
}

/** @throws Problem `invalid-request` for anything that this hub didn't hand out. */
export function decodeCursor<const T extends readonly ("string" | "number")[]>(
  cursor: string,
  types: T,
): { [K in keyof T]: T[K] extends "string" ? string : number } {
  const position = parse(cursor);
  if (
    !Array.isArray(position) ||
    position.length !== types.length ||
    !types.every((type, index) => isPlain(position[index], type))
  ) {
    const errors = [
      { in: "query", field: "cursor", message: "is not a cursor of this list" },
    ] as const;
    throw new Problem("invalid-request", "Take the cursor from the page before, as it is.", {
      errors,
    });
  }
  return position as unknown as { [K in keyof T]: T[K] extends "string" ? string : number };
}

/** Nothing that a database would stumble over, whoever wrote the cursor. */
function isPlain(value: unknown, type: "string" | "number"): boolean {
  if (type === "number") return Number.isSafeInteger(value);
  return typeof value === "string" && /^[\w-]{1,100}$/.test(value);
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch {
    // Not ours; the caller says so.
    return undefined;
  }
}
