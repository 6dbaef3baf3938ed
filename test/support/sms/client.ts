import { ChannelError, type ChannelErrorCode } from "switchboard/adapter";

const codes: Readonly<Record<number, ChannelErrorCode>> = {
  401: "auth-lost",
  404: "recipient-unreachable",
  422: "content-rejected",
  429: "rate-limited",
};

/** All that is said to the gateway, and what its refusals mean. */
export class SmsClient {
  readonly #config: { readonly url: string; readonly key: string };
  readonly #fetch: typeof fetch;

  constructor(
    config: { readonly url: string; readonly key: string },
    fetch: typeof globalThis.fetch,
  ) {
    this.#config = config;
    this.#fetch = fetch;
  }

  async call(path: string, input: object, signal: AbortSignal): Promise<{ readonly id: string }> {
    const headers = { authorization: `Bearer ${this.#config.key}` };
    const init = { method: "POST", headers, body: JSON.stringify(input), signal };
    try {
      const response = await this.#fetch(`${this.#config.url}/${path}`, init);
      if (!response.ok) throw refusal(response);
      return (await response.json()) as { id: string };
    } catch (error) {
      throw error instanceof ChannelError ? error : ChannelError.fromFetch(error, signal);
    }
  }
}

/** The gateway answered, and said no: nothing was sent. Only where it broke down itself that isn't certain. */
function refusal({ status, headers }: Response): ChannelError {
  const seconds = Number(headers.get("retry-after") ?? 0);
  return new ChannelError({
    code: codes[status] ?? (status < 500 ? "protocol" : "unavailable"),
    outcome: status < 500 ? "not-sent" : "unknown",
    message: `The gateway refused it (${status}).`,
    ...(seconds > 0 && { retryAfterMs: seconds * 1000 }),
  });
}
