/** Why a command ends without success, in words for the person who called it. */
export class Failure extends Error {
  override readonly name = "Failure";
  /** 1: it was tried and didn't work. 2: it was called wrongly. */
  readonly exitCode: 1 | 2;

  constructor(message: string, exitCode: 1 | 2 = 1, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.exitCode = exitCode;
  }
}
