/** Answers already given; `response` is JSON. */
export interface IdempotencyKeysTable {
  actor: string;
  key: string;
  request_hash: string;
  response: string;
  created_at: number;
}
