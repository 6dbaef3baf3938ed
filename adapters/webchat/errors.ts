import { ChannelError, type ChannelErrorCode } from "switchboard/adapter";

/** Every failure is one of these: what is tried again is written once, so that nothing is ever of unknown fate. */
export function notSent(code: ChannelErrorCode, message: string, cause?: unknown): ChannelError {
  return new ChannelError({ code, outcome: "not-sent", message, cause });
}
