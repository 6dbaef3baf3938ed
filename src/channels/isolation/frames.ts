import type { WireError } from "./wire-error.ts";

/** What travels between the hub and a session's process, either way. */
export type Frame =
  | {
      readonly type: "call";
      readonly id: number;
      readonly method: string;
      readonly input: unknown;
      /** Say `began` before anything is done. */
      readonly acknowledge?: true;
    }
  | { readonly type: "began"; readonly id: number }
  | { readonly type: "answer"; readonly id: number; readonly value: unknown }
  | { readonly type: "failure"; readonly id: number; readonly error: WireError }
  | { readonly type: "abort"; readonly id: number; readonly reason: WireError }
  /** A call that nobody waits for. */
  | { readonly type: "tell"; readonly method: string; readonly input: unknown };

/** One end of the line between two processes. */
export interface Port {
  /**
   * Resolves when the frame was handed to the system, so that it arrives even when this process dies; rejects when the
   * line is gone. @throws at once when the frame is not plain data.
   */
  post(frame: Frame): Promise<void>;
}
