import path from "node:path";
import type { Settings } from "../../config/settings.ts";
import { DatabaseTooNewError } from "../db/migrate.ts";
import { SelfTestError } from "../db/self-test.ts";
import { Failure } from "./failure.ts";

/** Where in the settings a database's server is, without its password. */
interface Server {
  readonly where: string;
  readonly user: string;
  readonly database: string;
}

/** Why the hub doesn't start, in plain words where they are known: what is wrong, where, and what to do. */
export function explainStart(error: unknown, settings: Settings): Failure {
  if (error instanceof Failure) return error;
  for (const one of chain(error)) {
    const text = ofKind(one) ?? ofCode(one, settings);
    if (text !== undefined) return new Failure(text, 1, error);
  }
  // Nobody foresaw it: then whoever mends it needs all there is.
  const story = chain(error).map((one) =>
    one instanceof Error ? (one.stack ?? one.message) : one,
  );
  return new Failure(`Switchboard can't start: ${story.join("\ncaused by: ")}`, 1, error);
}

/** An error, and what caused it, and what caused that. */
function chain(error: unknown): readonly unknown[] {
  const found: unknown[] = [];
  for (let at = error; at !== undefined && found.length < 10;) {
    found.push(at);
    at = at instanceof Error ? at.cause : undefined;
  }
  return found;
}

function ofKind(error: unknown): string | undefined {
  if (error instanceof DatabaseTooNewError || error instanceof SelfTestError) return error.message;
  return undefined;
}

function ofCode(error: unknown, settings: Settings): string | undefined {
  if (!(error instanceof Error)) return undefined;
  // libsql has no code for this one; its number is SQLite's: https://www.sqlite.org/rescode.html#cantopen
  if (/^ConnectionFailed\(.*local database.*: 14"\)$/.test(error.message)) {
    return ofFile("SQLITE_CANTOPEN", settings);
  }
  if (!("code" in error)) return undefined;
  const code = String(error.code);
  const { syscall, hostname } = error as { syscall?: unknown; hostname?: unknown };
  if (syscall === "listen" || hostname === settings.HOST) {
    const text = ofListening(code, settings);
    if (text !== undefined) return text;
  }
  if (code.startsWith("SQLITE_")) return ofFile(code, settings);
  return ofServer(code, settings) ?? ofDirectory(code, error, settings);
}

function ofListening(code: string, { HOST, PORT }: Settings): string | undefined {
  switch (code) {
    case "EADDRINUSE":
      return `Port ${PORT} at ${HOST} is taken by another program, or by a Switchboard that runs already. Stop that one, or set PORT to a free port (PORT=0 takes any).`;
    case "EACCES":
      return `This user may not listen on port ${PORT}. Set PORT to a number above 1023, and let a reverse proxy take the lower one.`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `HOST is not an address of this machine: ${HOST}. Set HOST to 127.0.0.1 for this machine alone, or to 0.0.0.0 to let others in.`;
    default:
      return undefined;
  }
}

function ofFile(code: string, settings: Settings): string {
  const file =
    settings.DATABASE_URL?.replace(/^sqlite:/, "") ??
    path.join(settings.DATA_DIRECTORY, "switchboard.db");
  switch (code.split("_")[1]) {
    case "CANTOPEN":
    case "READONLY":
    case "PERM":
      return `The database file ${path.resolve(file)} can't be written. Give this user the right to write it and its folder, or set DATA_DIRECTORY (or DATABASE_URL) to another place.`;
    case "NOTADB":
    case "CORRUPT":
      return `The file ${path.resolve(file)} is not a database, or is damaged. Move it away and put a backup in its place.`;
    case "BUSY":
    case "LOCKED":
      return `Another program keeps the database file ${path.resolve(file)} locked. Close it and start again.`;
    case "FULL":
      return `The disk with ${path.resolve(file)} is full. Make room and start again.`;
    default:
      return `The database file ${path.resolve(file)} can't be used (${code}).`;
  }
}

function ofServer(code: string, settings: Settings): string | undefined {
  const server = serverOf(settings);
  if (server === undefined) return undefined;
  const { where, user, database } = server;
  switch (code) {
    case "ER_ACCESS_DENIED_ERROR":
    case "ER_ACCESS_DENIED_NO_PASSWORD_ERROR":
      return `The database server at ${where} refuses the user ${user}. Check user and password in DATABASE_URL.`;
    case "ER_DBACCESS_DENIED_ERROR":
      return `The user ${user} may not use the database ${database} at ${where}. Grant it all rights on that database, or correct DATABASE_URL.`;
    case "ER_BAD_DB_ERROR":
      return `There is no database ${database} at ${where}. Make it (CREATE DATABASE ${database} CHARACTER SET utf8mb4), or correct DATABASE_URL.`;
    case "ECONNREFUSED":
    case "ENOTFOUND":
    case "EAI_AGAIN":
    case "ETIMEDOUT":
    case "EHOSTUNREACH":
    case "ENETUNREACH":
    case "ECONNRESET":
    case "PROTOCOL_CONNECTION_LOST":
      return `No database server answers at ${where} (${code}). Start it, or correct DATABASE_URL.`;
    default:
      return undefined;
  }
}

function ofDirectory(code: string, error: Error, settings: Settings): string | undefined {
  if (!["EACCES", "EPERM", "EROFS", "ENOTDIR", "EEXIST", "ENOSPC"].includes(code)) return undefined;
  const directory = path.resolve(settings.DATA_DIRECTORY);
  const { path: failed } = error as { path?: unknown };
  if (code === "ENOSPC") return `The disk with ${directory} is full. Make room and start again.`;
  const place = typeof failed === "string" ? path.resolve(failed) : directory;
  return `${place} can't be written (${code}). Give this user the right to write in the data directory ${directory}, or set DATA_DIRECTORY to another one.`;
}

/** Undefined for the embedded database. */
function serverOf({ DATABASE_URL }: Settings): Server | undefined {
  if (DATABASE_URL === undefined || DATABASE_URL.startsWith("sqlite:")) return undefined;
  const { hostname, port, username, pathname } = new URL(DATABASE_URL);
  return {
    where: `${hostname}:${port === "" ? "3306" : port}`,
    user: username === "" ? "(none)" : decodeURIComponent(username),
    database: decodeURIComponent(pathname.slice(1)),
  };
}
