import { ChannelError } from "../adapter/index.ts";
import { StorageError, TooLargeError } from "./storage.ts";

const minute = 60_000;
/** Between five tries, within an hour: platforms come back, files don't wait for ever. */
const retryAfterMs = [0.5 * minute, 2 * minute, 10 * minute, 45 * minute];

/** What is written down about a file that was tried. */
export type Settlement =
  | {
      readonly state: "ready";
      readonly mime_type: string;
      readonly size: number;
      readonly sha256: string;
    }
  | { readonly state: "pending"; readonly attempts: number; readonly due_at: number }
  | { readonly state: "expired" | "too-large" | "failed"; readonly reason: string };

/** @param attempts how many tries failed before this one. */
export function afterFailure(error: unknown, attempts: number, now: Date): Settlement {
  if (error instanceof TooLargeError) return { state: "too-large", reason: error.message };
  // Our disk's fault, not the file's: no try is used up by it.
  if (error instanceof StorageError) {
    return { state: "pending", attempts, due_at: now.getTime() + minute };
  }
  const { code, retryAfterMs: wanted } = ChannelError.from(error);
  switch (code) {
    case "media-expired":
      return { state: "expired", reason: "The platform no longer has the file." };
    case "media-too-large":
      return { state: "too-large", reason: "The file is larger than the platform hands out." };
    case "unsupported":
    case "forbidden":
    case "target-not-found":
    case "content-rejected":
      return { state: "failed", reason: "The platform doesn't hand out this file." };
    default: {
      const delay = retryAfterMs[attempts];
      if (delay === undefined) {
        return { state: "failed", reason: "The platform didn't hand out the file in five tries." };
      }
      const due = now.getTime() + Math.max(delay, wanted ?? 0);
      return { state: "pending", attempts: attempts + 1, due_at: due };
    }
  }
}
