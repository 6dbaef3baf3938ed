import {
  Api,
  InputFile,
  NetworkError,
  ParseError,
  TelegramApiError,
  TimeoutError,
} from "node-telegram-bot-api";
import type * as vendor from "node-telegram-bot-api";
import { ChannelError } from "switchboard/adapter";
import type { OutboundMedia } from "switchboard/adapter";
import { toChannelError } from "./errors.ts";
import type { PlatformFailure } from "./errors.ts";

export type {
  BusinessConnection,
  CallbackQuery,
  Chat,
  ChatMemberUpdated,
  Message,
  MessageEntity,
  MessageReactionUpdated,
  User,
} from "node-telegram-bot-api";

/** Methods of the Bot API that this adapter calls, each once per call: none is ever tried again in here. */
type Method =
  | "getMe"
  | "getUpdates"
  | "setWebhook"
  | "deleteWebhook"
  | "getWebhookInfo"
  | "getFile"
  | "answerCallbackQuery"
  | "sendChatAction"
  | "setMessageReaction"
  | "readBusinessMessage"
  | "deleteMessage"
  | "deleteBusinessMessages"
  | "editMessageText"
  | "editMessageCaption"
  | "editMessageMedia"
  | SendMethod;

export type SendMethod =
  | "sendMessage"
  | "sendPhoto"
  | "sendVideo"
  | "sendAnimation"
  | "sendAudio"
  | "sendVoice"
  | "sendDocument"
  | "sendSticker"
  | "sendMediaGroup"
  | "sendLocation"
  | "sendVenue"
  | "sendContact"
  | "sendPoll";

/** The vendor's parameters with our replayable files in place of its own. */
type WithUploads<T> = T extends vendor.InputFile
  ? OutboundMedia
  : T extends object
    ? { [K in keyof T]: WithUploads<T[K]> }
    : T;

export type Params<M extends Method> = WithUploads<NonNullable<Parameters<Api[M]>[0]>>;

/** One call, as data. */
export type Call<M extends Method> = {
  [K in M]: { readonly method: K; readonly params: Params<K> };
}[M];

type Result<M extends Method> = Awaited<ReturnType<Api[M]>>;

export interface ClientOptions {
  readonly token: string;
  readonly apiRoot: string;
  readonly fetch: typeof fetch;
}

/** Long enough for 50 MB on a slow line; the hub's own time limit comes first. */
const callTimeoutMs = 300_000;

/**
 * The only place that knows the vendor library and the token. Everything that leaves it, errors too, is free of the
 * token; the library puts it into URLs, and those into some errors.
 */
export class TelegramClient {
  readonly #api: Api;
  readonly #options: ClientOptions;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#api = new Api(options.token, {
      apiRoot: options.apiRoot,
      fetch: options.fetch,
      // The library would repeat every call, sends too, after a broken connection: the customer would get it twice.
      maxRetries: 0,
      timeoutMs: callTimeoutMs,
    });
  }

  /** @throws ChannelError, always. */
  async call<M extends Method>(call: Call<M>, signal: AbortSignal): Promise<Result<M>> {
    // Nothing has left yet, so this is certain.
    if (signal.aborted) throw cutShort(signal.reason);
    try {
      const method = this.#api[call.method] as (
        params: unknown,
        signal: AbortSignal,
      ) => Promise<Result<M>>;
      return await method.call(this.#api, uploads(call.params), signal);
    } catch (error) {
      throw this.#failed(error, signal);
    }
  }

  getMe(signal: AbortSignal): Promise<vendor.User> {
    return this.#plain(this.#api.getMe(signal), signal);
  }

  getWebhookInfo(signal: AbortSignal): Promise<vendor.WebhookInfo> {
    return this.#plain(this.#api.getWebhookInfo(signal), signal);
  }

  /** The bytes of a file at Telegram. The address holds the token, so it stays in here. */
  async download(
    fileId: string,
    signal: AbortSignal,
  ): Promise<{ readonly headers: Headers; readonly body: ReadableStream<Uint8Array> }> {
    const file = await this.call({ method: "getFile", params: { file_id: fileId } }, signal);
    if (file.file_path === undefined) {
      throw toChannelError({ kind: "unreadable" });
    }
    const { apiRoot, token } = this.#options;
    const path = file.file_path.split("/").map(encodeURIComponent).join("/");
    try {
      const response = await this.#options.fetch(`${apiRoot}/file/bot${token}/${path}`, { signal });
      const { body, headers } = response;
      if (response.ok && body !== null) return { headers, body };
      await body?.cancel();
      throw downloadRefused(response.status);
    } catch (error) {
      throw this.#failed(error, signal);
    }
  }

  async #plain<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      throw this.#failed(error, signal);
    }
  }

  #failed(error: unknown, signal: AbortSignal): ChannelError {
    if (error instanceof ChannelError) return error;
    return toChannelError(failureOf(error, signal), this.#clean(error));
  }

  /** A copy of the error for the log, without the token in it. */
  #clean(error: unknown): Error {
    const { token } = this.#options;
    const redact = (text: string): string =>
      text.replaceAll(token, "[token]").replace(/bot\d+:[\w-]+/g, "bot[token]");
    if (!(error instanceof Error)) return new Error(redact(String(error)));
    const inner = error.cause === undefined ? {} : { cause: this.#clean(error.cause) };
    const clean = new Error(redact(error.message), inner);
    clean.name = error.name;
    if (error.stack !== undefined) clean.stack = redact(error.stack);
    return clean;
  }
}

function cutShort(reason: unknown): ChannelError {
  return new ChannelError({
    code: "timeout",
    outcome: "not-sent",
    message: "Cut short before anything was sent to Telegram.",
    ...(reason instanceof Error ? { cause: reason } : {}),
  });
}

/** A file's address works for an hour; `getFile` was asked just now, so a missing file is gone. */
function downloadRefused(status: number): ChannelError {
  if (status === 404 || status === 410) {
    return new ChannelError({
      code: "media-expired",
      outcome: "not-sent",
      message: "Telegram no longer hands this file out.",
    });
  }
  return toChannelError({ kind: "refused", status, description: "file download" });
}

function failureOf(error: unknown, signal: AbortSignal): PlatformFailure {
  if (signal.aborted) return { kind: "aborted" };
  if (error instanceof TelegramApiError) {
    // JSON, but not an answer of the Bot API's: the library takes whatever isn't `ok` for a refusal.
    if (!Number.isInteger(error.errorCode)) return { kind: "unreadable" };
    const { retryAfter, migrateToChatId } = error;
    return {
      kind: "refused",
      status: error.errorCode,
      description: error.description,
      ...(retryAfter === undefined ? {} : { retryAfterSeconds: retryAfter }),
      ...(migrateToChatId === undefined ? {} : { migratedTo: String(migrateToChatId) }),
    };
  }
  if (error instanceof TimeoutError) return { kind: "timeout" };
  if (error instanceof ParseError) return { kind: "unreadable" };
  if (error instanceof NetworkError && error.cause === undefined) {
    // "Server error 502 on …": a proxy's page in place of Telegram's answer.
    return { kind: "refused", status: 502, description: "server error" };
  }
  const cause = rootCause(error);
  if (cause instanceof Error && cause.name === "ForbiddenRequestError") {
    return { kind: "forbidden", reason: cause.message };
  }
  const code = textOf(cause, "code");
  return {
    kind: "network",
    ...(code === undefined ? {} : { code }),
    whileConnecting: textOf(cause, "syscall") === "connect",
  };
}

function rootCause(error: unknown): unknown {
  let at = error;
  while (at instanceof Error && at.cause !== undefined) at = at.cause;
  return at;
}

function textOf(value: unknown, key: string): string | undefined {
  if (typeof value !== "object" || value === null || !(key in value)) return undefined;
  const found = (value as Readonly<Record<string, unknown>>)[key];
  return typeof found === "string" ? found : undefined;
}

/** Every file of ours in the parameters, at whatever depth, as the library's. */
function uploads(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(uploads);
  if (typeof value !== "object" || value === null) return value;
  if (isMedia(value)) {
    return new InputFile(() => value.open(), {
      filename: value.fileName,
      contentType: value.mimeType,
    });
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, uploads(inner)]));
}

function isMedia(value: object): value is OutboundMedia {
  return "open" in value && typeof value.open === "function";
}
