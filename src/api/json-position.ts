const blank = /[ \t\n\r]*/y;
const scalar = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/y;
const escape = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

type Wanted = "value" | "first value" | "key" | "first key" | "colon" | "comma" | "nothing";

/** Where a text stops being JSON: the offset of the first character that can't be, or its length when it just ends. */
export function jsonErrorOffset(text: string): number {
  const open: ("{" | "[")[] = [];
  let wanted: Wanted = "value";
  let at = 0;
  for (;;) {
    at = skip(blank, text, at) ?? at;
    const char = text[at];
    if (char === undefined) return at;
    if (closes(char, open.at(-1), wanted)) {
      open.pop();
      wanted = open.length === 0 ? "nothing" : "comma";
      at += 1;
    } else if (opens(char, wanted)) {
      open.push(char);
      wanted = char === "{" ? "first key" : "first value";
      at += 1;
    } else {
      const end = tokenEnd(text, at, wanted);
      if ("bad" in end) return end.bad;
      at = end.end;
      wanted = next(wanted, open.at(-1));
    }
  }
}

/** "line 2, column 14", for a person. */
export function lineAndColumn(text: string, offset: number): string {
  const lines = text.slice(0, offset).split("\n");
  return `line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}`;
}

type End = { readonly end: number } | { readonly bad: number };

function opens(char: string, wanted: Wanted): char is "{" | "[" {
  return (char === "{" || char === "[") && (wanted === "value" || wanted === "first value");
}

function closes(char: string, opener: "{" | "[" | undefined, wanted: Wanted): boolean {
  if (char === "}") return opener === "{" && (wanted === "comma" || wanted === "first key");
  if (char === "]") return opener === "[" && (wanted === "comma" || wanted === "first value");
  return false;
}

function next(had: Wanted, opener: "{" | "[" | undefined): Wanted {
  if (had === "key" || had === "first key") return "colon";
  if (had === "colon") return "value";
  if (had === "comma") return opener === "{" ? "key" : "value";
  return opener === undefined ? "nothing" : "comma";
}

function tokenEnd(text: string, at: number, wanted: Wanted): End {
  const char = text[at];
  if (wanted === "nothing") return { bad: at };
  if (wanted === "colon") return char === ":" ? { end: at + 1 } : { bad: at };
  if (wanted === "comma") return char === "," ? { end: at + 1 } : { bad: at };
  if (char === '"') return stringEnd(text, at);
  return wanted === "key" || wanted === "first key" ? { bad: at } : scalarEnd(text, at);
}

function scalarEnd(text: string, at: number): End {
  const end = skip(scalar, text, at);
  return end === undefined ? { bad: at } : { end };
}

function stringEnd(text: string, start: number): End {
  for (let at = start + 1; ;) {
    const char = text[at];
    if (char === undefined || char < " ") return { bad: at };
    if (char === '"') return { end: at + 1 };
    const end = char === "\\" ? skip(escape, text, at) : at + 1;
    if (end === undefined) return { bad: at };
    at = end;
  }
}

function skip(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}
