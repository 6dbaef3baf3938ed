import { type Logger, pino } from "pino";

/** Where credentials could stand in an object that is logged whole. */
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
];

/** The hub's log: JSON lines on standard output, secrets taken out. */
export function createLog(level: string): Logger {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: secretPaths, censor: "[redacted]" },
  });
}
