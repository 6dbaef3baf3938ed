/** The database would not keep what it is given. The hub must not start on it. */
export class SelfTestError extends Error {
  override readonly name = "SelfTestError";

  constructor(problem: string) {
    super(`The database fails its self-test: ${problem}.`);
  }
}

/** What is lost first where a server, a table or a connection isn't utf8mb4. */
export const hardText = "微信 😀👩‍👩‍👧 é́ ‮x trailing ";

/** 2^53 + 1: becomes another number where a driver uses doubles. */
export const bigNumber = "9007199254740993";
