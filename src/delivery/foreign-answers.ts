import { ChannelError, channelErrorCodes, type SendResult } from "../adapter/index.ts";
import { cleanText } from "../inbox/normalise.ts";

const longestReason = 1_000;

/**
 * What an adapter says of a send, fit to be stored. Adapters are foreign code: an answer that can't be written down
 * would hold its conversation up for ever. @throws ChannelError `internal`, outcome `unknown`, when it says nothing.
 */
export function readableResult(result: SendResult): SendResult {
  const said: Partial<SendResult> | undefined = result;
  if (!Array.isArray(said?.messageIds)) {
    throw new ChannelError({
      code: "internal",
      outcome: "unknown",
      message: "The adapter did not say which message it sent.",
    });
  }
  const { sentAt, level, degraded } = result;
  const ids = result.messageIds.filter(
    (id: unknown) =>
      typeof id === "string" && id !== "" && id.length <= 255 && cleanText(id) === id,
  );
  const at = sentAt instanceof Date && !Number.isNaN(sentAt.getTime()) ? sentAt : undefined;
  return {
    messageIds: [...new Set(ids)],
    level: level === "accepted" ? "accepted" : "sent",
    ...(at !== undefined && { sentAt: at }),
    ...(Array.isArray(degraded) && {
      degraded: degraded.map((words: unknown) => readable(String(words))),
    }),
  };
}

/** What an adapter threw, as the hub can use and store it. */
export function readableError(thrown: unknown): ChannelError {
  const error = ChannelError.from(thrown);
  const known = channelErrorCodes.includes(error.code);
  const { retryAfterMs, migratedTo, cause } = error;
  return new ChannelError({
    code: known ? error.code : "internal",
    outcome: known && error.outcome === "not-sent" ? "not-sent" : "unknown",
    message: readable(error.message),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(typeof migratedTo === "string" &&
      migratedTo !== "" &&
      migratedTo.length <= 255 && { migratedTo }),
    cause,
  });
}

function readable(text: string): string {
  return cleanText(text.slice(0, longestReason));
}
