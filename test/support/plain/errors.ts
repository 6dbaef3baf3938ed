import { ChannelError, type ChannelErrorCode } from "switchboard/adapter";
import type { PlainProblem } from "./wire.ts";

const codes: Readonly<Record<number, ChannelErrorCode>> = {
  401: "auth-lost",
  403: "forbidden",
  404: "recipient-unreachable",
  409: "auth-conflict",
  410: "media-expired",
  413: "media-too-large",
  422: "content-rejected",
  429: "rate-limited",
};

/** The platform answered, and said no: it has processed nothing. A server that broke may have. */
export function refused(status: number, { problem, retryAfterMs }: PlainProblem): ChannelError {
  return new ChannelError({
    code: codes[status] ?? "unavailable",
    outcome: status < 500 ? "not-sent" : "unknown",
    message: problem,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}
