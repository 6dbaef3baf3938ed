/** The database's code of an error, wherever the driver put it: `ER_DUP_ENTRY`, `SQLITE_BUSY`, `ECONNREFUSED`. */
function databaseErrorCode(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

/** Somebody else's transaction was in the way: nothing happened, and it may pass when tried again. */
export function isWorthAnotherTry(error: unknown): boolean {
  const code = databaseErrorCode(error);
  return (
    code === "ER_LOCK_DEADLOCK" ||
    code === "ER_LOCK_WAIT_TIMEOUT" ||
    code === "ER_CHECKREAD" ||
    (code?.startsWith("SQLITE_BUSY") ?? false)
  );
}

/** The connection broke, or there was none: what became of the statement isn't known. The driver's errors that come after say so without a code. */
export function isConnectionLost(error: unknown): boolean {
  return typeof error === "object" && error !== null && "fatal" in error && error.fatal === true;
}

/** A row with that key is there already. */
export function isDuplicate(error: unknown): boolean {
  const code = databaseErrorCode(error);
  return (
    code === "ER_DUP_ENTRY" ||
    code === "SQLITE_CONSTRAINT_UNIQUE" ||
    code === "SQLITE_CONSTRAINT_PRIMARYKEY"
  );
}

/** The row itself is at fault: it would fail the same way at every try, and its neighbours would not. */
export function isDataError(error: unknown): boolean {
  const code = databaseErrorCode(error);
  if (code === undefined) return false;
  return (
    code.startsWith("SQLITE_CONSTRAINT") ||
    code === "SQLITE_TOOBIG" ||
    code === "SQLITE_MISMATCH" ||
    dataErrors.has(code)
  );
}

const dataErrors = new Set([
  "ER_DUP_ENTRY",
  "ER_DATA_TOO_LONG",
  "ER_BAD_NULL_ERROR",
  "ER_NO_DEFAULT_FOR_FIELD",
  "ER_TRUNCATED_WRONG_VALUE",
  "ER_TRUNCATED_WRONG_VALUE_FOR_FIELD",
  "ER_WARN_DATA_OUT_OF_RANGE",
  "ER_NET_PACKET_TOO_LARGE",
  "ER_INVALID_CHARACTER_STRING",
  "ER_CONSTRAINT_FAILED",
]);
