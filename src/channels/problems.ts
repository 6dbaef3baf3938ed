/** Why a request about a channel can't be done. The codes are stable: the API hands them on. */
export type ChannelProblemCode =
  | "channel-not-found"
  | "adapter-not-found"
  | "adapter-broken"
  | "settings-invalid"
  | "channel-not-running"
  | "login-step-over"
  | "logout-failed";

/** A request about a channel that can't be done, for whoever asked; in plain words. */
export class ChannelProblem extends Error {
  override readonly name = "ChannelProblem";
  readonly code: ChannelProblemCode;

  constructor(code: ChannelProblemCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
