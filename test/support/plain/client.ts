import {
  ChannelError,
  type OutboundMedia,
  type Part,
  type SessionContext,
} from "switchboard/adapter";
import type { PlainSettings } from "./settings.ts";
import { refused } from "./errors.ts";
import type { PlainMethods, PlainPart, PlainProblem } from "./wire.ts";

/** Stands where a real adapter has its vendor's library: every call to the platform is made here. */
export class PlainClient {
  readonly #config: PlainSettings;
  readonly #fetch: typeof fetch;

  constructor({ config, fetch }: SessionContext<PlainSettings>) {
    this.#config = config;
    this.#fetch = fetch;
  }

  async call<M extends keyof PlainMethods>(
    method: M,
    input: PlainMethods[M]["in"],
    signal: AbortSignal,
  ): Promise<PlainMethods[M]["out"]> {
    const body = JSON.stringify(input);
    const response = await this.#request(method, { method: "POST", body, signal });
    return (await response.json()) as PlainMethods[M]["out"];
  }

  /** A part as the wire wants it: a file is streamed up first. */
  async upload(part: Part<OutboundMedia>, signal: AbortSignal): Promise<PlainPart> {
    if (part.type === "unsupported") {
      throw new ChannelError({ code: "unsupported", outcome: "not-sent" });
    }
    if (part.type !== "media") return part;
    const { media, kind, caption } = part;
    const { mimeType, fileName, size } = media;
    const body = await media.open();
    const response = await this.#request("files", { method: "POST", body, duplex: "half", signal });
    const { file } = (await response.json()) as { file: string };
    return {
      type: "file",
      kind,
      file,
      size,
      mimeType,
      name: fileName,
      ...(caption && { caption }),
    };
  }

  async download(file: string, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
    const { body } = await this.#request(`files/${file}`, { method: "GET", signal });
    if (body === null) throw new ChannelError({ code: "protocol", outcome: "not-sent" });
    return body;
  }

  async #request(path: string, init: RequestInit & { duplex?: "half" }): Promise<Response> {
    const headers = { authorization: `Bearer ${this.#config.token}` };
    let response: Response;
    try {
      response = await this.#fetch(`${this.#config.url}/${path}`, { ...init, headers });
    } catch (error) {
      throw ChannelError.fromFetch(error, init.signal ?? undefined);
    }
    if (!response.ok) throw refused(response.status, (await response.json()) as PlainProblem);
    return response;
  }
}
