import {
  ChannelError,
  type ChannelErrorCode,
  type ChannelErrorOutcome,
} from "../../adapter/index.ts";

/** An error as plain data: with all that `ChannelError.from` and `ChannelError.fromFetch` look at. */
export interface WireError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  /** Of the system, such as ECONNREFUSED. */
  readonly code?: string;
  readonly channel?: {
    readonly code: ChannelErrorCode;
    readonly outcome: ChannelErrorOutcome;
    readonly retryAfterMs?: number;
    readonly migratedTo?: string;
  };
  readonly cause?: WireError;
  /** Of an AggregateError: one for each address that was tried. */
  readonly errors?: readonly WireError[];
}

/** Causes of causes that are kept. */
const deepest = 4;

export function toWire(thrown: unknown, depth = 0): WireError {
  if (!(thrown instanceof Error)) return { name: "Error", message: String(thrown) };
  const { name, message, stack, cause } = thrown;
  const code = "code" in thrown && typeof thrown.code === "string" ? thrown.code : undefined;
  const errors: readonly unknown[] = thrown instanceof AggregateError ? thrown.errors : [];
  return {
    name,
    message,
    ...(stack !== undefined && { stack }),
    ...(isChannelError(thrown) ? { channel: channelPart(thrown) } : code !== undefined && { code }),
    ...(depth < deepest && cause !== undefined && { cause: toWire(cause, depth + 1) }),
    ...(depth < deepest &&
      errors.length > 0 && { errors: errors.map((one) => toWire(one, depth + 1)) }),
  };
}

export function fromWire(wire: WireError): Error {
  const error = revived(wire);
  if (wire.stack !== undefined) {
    Object.defineProperty(error, "stack", {
      value: wire.stack,
      configurable: true,
      writable: true,
    });
  }
  return error;
}

function revived({ name, message, code, channel, cause, errors }: WireError): Error {
  const why = cause === undefined ? {} : { cause: fromWire(cause) };
  if (channel !== undefined) return new ChannelError({ ...channel, message, ...why });
  if (name === "TimeoutError" || name === "AbortError") return new DOMException(message, name);
  const error =
    errors === undefined
      ? new Error(message, why)
      : new AggregateError(errors.map(fromWire), message, why);
  if (error.name !== name) {
    Object.defineProperty(error, "name", { value: name, configurable: true, writable: true });
  }
  return code === undefined ? error : Object.assign(error, { code });
}

/** Also one of another copy of the kit, as an adapter package may bring it. */
function isChannelError(error: Error): boolean {
  return ChannelError.from(error).code !== "internal" || error.name === "ChannelError";
}

function channelPart(error: Error): NonNullable<WireError["channel"]> {
  const { code, outcome, retryAfterMs, migratedTo } = ChannelError.from(error);
  return {
    code,
    outcome,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(migratedTo !== undefined && { migratedTo }),
  };
}
