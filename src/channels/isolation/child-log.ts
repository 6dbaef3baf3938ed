import type { SessionLog } from "../../adapter/index.ts";
import type { HostProcedures } from "./protocol.ts";

type Entry = HostProcedures["log"]["in"];

const deepest = 6;
const mostPerSecond = 200;

/** The channel's log, in plain data. A library that floods it is cut short here, not at the hub. */
export class ChildLog implements SessionLog {
  readonly #write: (entry: Entry) => void;
  #second = 0;
  #written = 0;

  constructor(write: (entry: Entry) => void) {
    this.#write = write;
  }

  readonly debug = (details: object, message: string): void => this.#log("debug", details, message);
  readonly info = (details: object, message: string): void => this.#log("info", details, message);
  readonly warn = (details: object, message: string): void => this.#log("warn", details, message);
  readonly error = (details: object, message: string): void => this.#log("error", details, message);

  #log(level: Entry["level"], details: object, message: string): void {
    const second = Math.floor(performance.now() / 1000);
    if (second !== this.#second) {
      const dropped = this.#written - mostPerSecond;
      this.#second = second;
      this.#written = 0;
      if (dropped > 0) this.#write({ level: "warn", details: { dropped }, message: "log flooded" });
    }
    this.#written += 1;
    if (this.#written > mostPerSecond) return;
    const fields = details instanceof Error ? { err: details } : details;
    this.#write({ level, details: plain(fields, 0), message });
  }
}

/** A copy that can travel: errors with all they say, nothing that lives only here. */
function plain(value: unknown, depth: number): unknown {
  if (typeof value === "function") return "[function]";
  if (typeof value === "symbol") return String(value);
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Date) return value;
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return "[bytes]";
  if (depth >= deepest) return "[…]";
  if (Array.isArray(value)) return value.map((item) => plain(item, depth + 1));
  const entries = Object.entries(value).map(([key, item]) => [key, plain(item, depth + 1)]);
  if (!(value instanceof Error)) return Object.fromEntries(entries) as object;
  const { name, message, stack, cause } = value;
  return {
    ...(Object.fromEntries(entries) as object),
    type: name,
    message,
    stack,
    ...(cause !== undefined && { cause: plain(cause, depth + 1) }),
  };
}
