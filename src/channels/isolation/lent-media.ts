import type { OutboundMedia, Part, SendRequest } from "../../adapter/index.ts";
import type { WireMedia, WireParts, WireSend } from "./protocol.ts";
import type { LentStreams } from "./streams.ts";

/** The files of one call, which the session's process may open for as long as the call lasts. */
export class LentMedia {
  readonly #streams: LentStreams;
  readonly #media = new Map<number, OutboundMedia>();
  readonly #opened = new Map<number, number[]>();
  #count = 0;

  constructor(streams: LentStreams) {
    this.#streams = streams;
  }

  /** Calls with the files lent, and takes them back whatever comes of it. */
  async during<T>(
    parts: readonly Part<OutboundMedia>[],
    call: (parts: WireParts) => Promise<T>,
  ): Promise<T> {
    const handles: number[] = [];
    const wire = parts.map((part): Part<WireMedia> => {
      if (part.type !== "media") return part;
      const media = this.#lend(part.media);
      handles.push(media.handle);
      return { ...part, media };
    });
    try {
      return await call(wire);
    } finally {
      await this.#takeBack(handles);
    }
  }

  async duringSend<T>(request: SendRequest, call: (request: WireSend) => Promise<T>): Promise<T> {
    return await this.during(request.parts, (parts) => call({ ...request, parts }));
  }

  async open(handle: number): Promise<number> {
    const media = this.#media.get(handle);
    if (media === undefined) throw new Error("The call that this file belongs to is over.");
    const stream = this.#streams.lend(await media.open());
    this.#opened.get(handle)?.push(stream);
    return stream;
  }

  /** What a file is, without its `open`; it may be a class with getters. */
  #lend(media: OutboundMedia): WireMedia {
    this.#count += 1;
    const handle = this.#count;
    this.#media.set(handle, media);
    this.#opened.set(handle, []);
    const { mimeType, fileName, size, width, height, durationMs } = media;
    return {
      handle,
      mimeType,
      fileName,
      size,
      ...(width !== undefined && { width }),
      ...(height !== undefined && { height }),
      ...(durationMs !== undefined && { durationMs }),
    };
  }

  async #takeBack(handles: readonly number[]): Promise<void> {
    for (const handle of handles) {
      this.#media.delete(handle);
      const opened = this.#opened.get(handle) ?? [];
      this.#opened.delete(handle);
      await Promise.allSettled(opened.map((id) => this.#streams.cancel(id, "The call is over.")));
    }
  }
}
