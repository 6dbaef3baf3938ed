import type { WebhookResponse } from "switchboard/adapter";

export function json(status: number, body: unknown): WebhookResponse {
  return {
    status,
    headers: { "Content-Type": "application/json", "Cache-Control": "no-store" },
    body: JSON.stringify(body),
  };
}

export const nothing: WebhookResponse = { status: 204, headers: { "Cache-Control": "no-store" } };

/** Why a call is refused; `code` is for programs, `detail` for whoever reads it. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly status: number;
  readonly code: string;
  readonly retryAfter: number | undefined;

  constructor(status: number, code: string, detail: string, retryAfter?: number) {
    super(detail);
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
  }

  toResponse(): WebhookResponse {
    const { headers, ...answer } = json(this.status, { code: this.code, detail: this.message });
    return {
      ...answer,
      headers: {
        ...headers,
        ...(this.retryAfter !== undefined && { "Retry-After": String(this.retryAfter) }),
      },
    };
  }
}
