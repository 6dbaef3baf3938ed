/** A call that the gateway answers with an error, as gRPC carries it: https://grpc.io/docs/guides/status-codes/ */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly code: number;
  readonly details: string;

  constructor(code: number, words: string) {
    super(words);
    this.code = code;
    this.details = words;
  }
}

/** What the puppet says in words: code 2 is "unknown". */
export function says(words: string): Refusal {
  return new Refusal(2, words);
}
