import { type DestinationStream, type Logger, type LoggerOptions, pino } from "pino";

/** Where credentials and other people's words could stand in an object that is logged whole. */
const secretPaths = [
  "token",
  "password",
  "secret",
  "authorization",
  "cookie",
  "settings",
  "sealedSettings",
  "*.token",
  "*.password",
  "*.secret",
  "*.authorization",
  "*.cookie",
  "req.headers",
  // MySQL's driver hangs the statement on its errors, with all that customers wrote in it.
  "*.sql",
  "*.*.sql",
];

/** The hub's log: JSON lines, secrets taken out, on standard output unless told otherwise. */
export function createLog(level: string, destination?: DestinationStream): Logger {
  const options: LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: secretPaths, censor: "[redacted]" },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}
