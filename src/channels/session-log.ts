import type { Logger } from "pino";
import type { Json, SessionLog } from "../adapter/index.ts";

const deepest = 8;
const longestString = 4_000;
/** The bot token inside Bot API addresses (https://core.telegram.org/bots/api#making-requests). */
const botToken = /bot\d+:[\w-]+/g;

/** Takes secret values out of whatever is about to be logged, stored or shown. */
export class Redaction {
  readonly #secrets = new Set<string>();

  /** Secrets of any shape: each string inside counts. Very short ones are left, they would tear up every text. */
  add(secret: Json | undefined): void {
    if (typeof secret === "string") {
      if (secret.length < 4) return;
      this.#secrets.add(secret);
      this.#secrets.add(encodeURIComponent(secret));
      this.#secrets.add(JSON.stringify(secret).slice(1, -1));
    } else if (typeof secret === "object" && secret !== null) {
      for (const part of Object.values(secret) as readonly Json[]) this.add(part);
    }
  }

  text(text: string): string {
    let clean = text.replace(botToken, "bot[redacted]");
    for (const secret of this.#secrets) clean = clean.replaceAll(secret, "[redacted]");
    return clean.length > longestString ? `${clean.slice(0, longestString)}…` : clean;
  }

  /** A plain copy without secrets: errors with their stack and cause, no binary, nothing circular. */
  value(value: unknown, depth = 0): unknown {
    if (typeof value === "string") return this.text(value);
    if (typeof value === "bigint" || typeof value === "symbol") return this.text(String(value));
    if (typeof value === "function") return "[function]";
    if (typeof value !== "object" || value === null) return value;
    if (value instanceof Date)
      return Number.isNaN(value.getTime()) ? "[date]" : value.toISOString();
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return "[bytes]";
    if (depth >= deepest) return "[…]";
    if (Array.isArray(value)) return value.map((item) => this.value(item, depth + 1));
    if (value instanceof Error) return this.#error(value, depth);
    const entries = value instanceof Map ? [...value.entries()] : ownEntries(value);
    return Object.fromEntries(
      entries.map(([key, item]) => [
        this.text(typeof key === "string" ? key : `[${typeof key}]`),
        this.value(item, depth + 1),
      ]),
    );
  }

  #error(error: Error, depth: number): unknown {
    return {
      type: error.name,
      message: this.text(error.message),
      stack: this.text(error.stack ?? ""),
      ...Object.fromEntries(
        ownEntries(error)
          .filter(([key]) => !saidOtherwise.has(key))
          .map(([key, item]) => [key, this.value(item, depth + 1)]),
      ),
      ...(error.cause !== undefined && { cause: this.value(error.cause, depth + 1) }),
    };
  }
}

/** Of an error's own fields: said above, or, by MySQL's driver, the statement with all that customers wrote in it. */
const saidOtherwise = new Set(["stack", "message", "sql"]);

/** A getter of a foreign object may throw. */
function ownEntries(value: object): [string, unknown][] {
  try {
    return Object.entries(value);
  } catch {
    return [["unreadable", true]];
  }
}

/** The channel's log: every line has the channel's id, and no secret of it. */
export function sessionLog(log: Logger, channelId: string, redaction: Redaction): SessionLog {
  // Errors are plain by then; pino's own serializer would take them for objects and rename them.
  const child = log.child({ channelId }, { serializers: { err: (plain: unknown) => plain } });
  const write =
    (level: "debug" | "info" | "warn" | "error") =>
    (details: object, message: string): void => {
      if (!child.isLevelEnabled(level)) return;
      const plain = redaction.value(details);
      const fields = details instanceof Error ? { err: plain } : (plain as object);
      child[level](fields, redaction.text(message));
    };
  return { debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") };
}
