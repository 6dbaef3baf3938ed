import { AuthError } from "../auth/errors.ts";
import { ChannelProblem } from "../channels/problems.ts";
import { InboxError } from "../inbox/errors.ts";
import { StorageError, TooLargeError } from "../media/storage.ts";
import { Problem, retryAfter } from "./problem.ts";

/** The one place where errors of the domain become answers. Whatever isn't known here is the hub's own fault. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  // The router's, for an address with half an escape in it.
  if (error instanceof URIError) {
    return new Problem("invalid-request", "The address is not properly encoded.", { cause: error });
  }
  if (error instanceof AuthError) {
    const { retryAfterMs } = error;
    const headers = retryAfterMs === undefined ? {} : retryAfter(retryAfterMs);
    return new Problem(error.code, error.message, { headers, cause: error });
  }
  if (error instanceof ChannelProblem)
    return new Problem(error.code, error.message, { cause: error });
  if (error instanceof InboxError) {
    const code = error.code === "invalid" ? "invalid-request" : error.code;
    return new Problem(code, error.message, { members: error.details, cause: error });
  }
  if (error instanceof TooLargeError) {
    return new Problem("body-too-large", error.message, { cause: error });
  }
  if (error instanceof StorageError) {
    return new Problem("unavailable", "The hub can't keep files right now.", { cause: error });
  }
  return new Problem("internal", "Something went wrong in the hub; its log has the details.", {
    cause: error,
  });
}
