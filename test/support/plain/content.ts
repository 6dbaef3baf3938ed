import type { SimulatedPart, SimulatedThread } from "switchboard/adapter/testkit";
import type { PlainMessage, PlainPart, PlainPerson } from "./wire.ts";

/** Messages and files, from what people see to what goes over the wire and back. */
export class Content {
  readonly #files = new Map<string, Buffer>();
  #ids = 0;

  message(
    from: PlainPerson,
    thread: SimulatedThread,
    parts: readonly SimulatedPart[],
  ): PlainMessage {
    return {
      id: this.id("message"),
      thread: thread.conversationId,
      group: thread.kind === "group",
      from: { id: from.id, name: from.name },
      at: new Date().toISOString(),
      parts: parts.map((part) => this.#onTheWire(part)),
    };
  }

  #onTheWire(part: SimulatedPart): PlainPart {
    if (part.type === "unsupported") return { type: "hologram", title: part.fallback };
    if (part.type !== "media") return part;
    const { file, caption } = part;
    const { kind, bytes, mimeType, fileName = "file" } = file;
    return {
      type: "file",
      kind,
      file: this.keep(Buffer.from(bytes)),
      size: bytes.byteLength,
      mimeType,
      name: fileName,
      ...(caption && { caption }),
    };
  }

  /** What the customer sees of a part of ours. */
  seen(part: PlainPart): SimulatedPart {
    if (part.type === "hologram") throw new Error("We sent what we can't read.");
    if (part.type !== "file") return part;
    const { kind, file, mimeType, name: fileName, caption } = part;
    const bytes = this.#files.get(file) ?? Buffer.alloc(0);
    return {
      type: "media",
      file: { kind, bytes, mimeType, fileName },
      ...(caption && { caption }),
    };
  }

  load(file: string): Buffer | undefined {
    return this.#files.get(file);
  }

  /** Files can't be had any longer. */
  expire(): void {
    this.#files.clear();
  }

  keep(bytes: Buffer): string {
    const file = this.id("file");
    this.#files.set(file, bytes);
    return file;
  }

  id(what: string): string {
    this.#ids += 1;
    return `${what}-${this.#ids}`;
  }
}
