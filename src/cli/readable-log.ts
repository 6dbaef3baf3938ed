import { styleText } from "node:util";
import { plain } from "./output.ts";

type Style = Parameters<typeof styleText>[0];

const labels: Readonly<Record<string, readonly [label: string, style: Style]>> = {
  trace: ["TRACE", "gray"],
  debug: ["DEBUG", "gray"],
  info: ["INFO ", "green"],
  warn: ["WARN ", "yellow"],
  error: ["ERROR", "red"],
  fatal: ["FATAL", "red"],
};

/** Makes one line of the JSON log readable, for a terminal. What isn't JSON passes as it is. */
export function readableLine(line: string, colours: boolean): string {
  const entry = parse(line);
  if (entry === undefined) return line;
  const { level, time, msg, err, ...details } = entry;
  const [label, style] = labels[String(level)] ?? [String(level), "reset"];
  const paint = (how: Style, text: string): string => (colours ? styleText(how, text) : text);
  const clock = typeof time === "string" ? `${time.slice(11, 19)} ` : "";
  const rest = Object.entries(details).map(([name, value]) => ` ${name}=${shown(value)}`);
  const head = `${paint("gray", clock)}${paint(style, label)} ${plain(typeof msg === "string" ? msg : "")}`;
  return `${head}${paint("gray", rest.join(""))}\n${errorLines(err)}`;
}

function parse(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? { ...value } : undefined;
  } catch {
    // Not one of ours; shown as it came.
    return undefined;
  }
}

function shown(value: unknown): string {
  return typeof value === "string" && /^[\w./:@+-]+$/.test(value)
    ? value
    : plain(JSON.stringify(value));
}

function errorLines(error: unknown): string {
  if (typeof error !== "object" || error === null) return "";
  const { stack, message } = error as { readonly stack?: unknown; readonly message?: unknown };
  const text = typeof stack === "string" ? stack : String(message);
  return `${plain(text).replaceAll(/^/gm, "    ")}\n`;
}
