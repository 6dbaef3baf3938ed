import type { Config, Entries, Entry, StoredFile, Visit } from "./protocol.ts";

/** Of an answer that isn't a success; `status` 0: there was none. */
export class HubError extends Error {
  override readonly name = "HubError";
  readonly status: number;
  readonly retryAfterMs: number;

  constructor(status: number, detail: string, retryAfterMs = 0) {
    super(detail);
    this.status = status;
    this.retryAfterMs = retryAfterMs;
  }

  /** Whether the same may go well later, without anybody's doing. */
  get passes(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

interface Call {
  readonly method?: string;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/** The calls of one visitor. */
export class Hub {
  readonly #base: string;
  #token: string;

  /** @param base The channel's address, without a slash at its end. */
  constructor(base: string, token: string) {
    this.#base = base;
    this.#token = token;
  }

  become(token: string): void {
    this.#token = token;
  }

  config = (locale: string): Promise<Config> => this.#json(`/config?locale=${locale}`);
  visit = (visit: Readonly<Record<string, unknown>>): Promise<Visit> =>
    this.#json("/visit", { method: "POST", body: visit });
  send = async (message: Readonly<Record<string, unknown>>): Promise<Entry> =>
    (await this.#json<{ entry: Entry }>("/messages", { method: "POST", body: message })).entry;
  newer = (after: number, wait: number, typing: number, signal: AbortSignal): Promise<Entries> =>
    this.#json(`/entries?after=${after}&wait=${wait}&typing=${typing}`, { signal });
  older = (before: number): Promise<Entries> => this.#json(`/entries?before=${before}&limit=50`);
  typing = (typing: boolean): Promise<unknown> =>
    this.#call("/typing", { method: "POST", body: { typing } });
  read = (upTo: number): Promise<unknown> =>
    this.#call("/read", { method: "POST", body: { upTo } });
  forget = (): Promise<unknown> => this.#call("/visitor", { method: "DELETE" });
  file = async (fileId: string): Promise<Blob> =>
    await (await this.#call(`/files/${encodeURIComponent(fileId)}`)).blob();

  /** By XMLHttpRequest, for fetch doesn't tell how far it is. */
  upload(file: File, progress: (share: number) => void): Promise<StoredFile> {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open("POST", `${this.#base}/files`);
      request.responseType = "json";
      request.setRequestHeader("Authorization", `Bearer ${this.#token}`);
      request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
      request.setRequestHeader("X-File-Name", encodeURIComponent(file.name));
      request.upload.addEventListener("progress", ({ loaded, total }) => progress(loaded / total));
      request.addEventListener("load", () => {
        if (request.status === 201) resolve(request.response as StoredFile);
        else reject(new HubError(request.status, detailOf(request.response)));
      });
      request.addEventListener("error", () => reject(new HubError(0, "")));
      request.send(file);
    });
  }

  async #json<T>(path: string, call?: Call): Promise<T> {
    return (await (await this.#call(path, call)).json()) as T;
  }

  async #call(path: string, { method = "GET", body, signal }: Call = {}): Promise<Response> {
    const response = await fetch(this.#base + path, {
      method,
      credentials: "omit",
      headers: {
        Authorization: `Bearer ${this.#token}`,
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    }).catch(() => {
      // No way to the hub, or given up by who asked.
      throw new HubError(0, "");
    });
    if (response.ok) return response;
    const retryAfter = Number(response.headers.get("Retry-After") ?? 0);
    const answer: unknown = await response.json().catch(() => undefined);
    throw new HubError(response.status, detailOf(answer), retryAfter * 1000);
  }
}

function detailOf(answer: unknown): string {
  if (typeof answer !== "object" || answer === null || !("detail" in answer)) return "";
  return String(answer.detail);
}
