import { randomUUID } from "node:crypto";
import type {
  SimulatedCustomer,
  SimulatedFile,
  SimulatedMessage,
  SimulatedPart,
  SimulatedThread,
} from "switchboard/adapter/simulator";
import type { Widget } from "./widget.ts";

/** Somebody who is signed in on the site and writes in its chat. */
export class SimulatedVisitor implements SimulatedCustomer {
  readonly id: string;
  readonly name: string;
  readonly direct: SimulatedThread;
  readonly widget: Widget;
  readonly #onSend: (again: () => Promise<void>) => void;

  constructor(
    name: string,
    sub: string,
    widget: Widget,
    onSend: (again: () => Promise<void>) => void,
  ) {
    this.id = `user:${sub}`;
    this.name = name;
    this.direct = { conversationId: this.id, kind: "direct" };
    this.widget = widget;
    this.#onSend = onSend;
  }

  /** Each part is a message of its own; resolves with the first. It is with the hub when that acknowledges it. */
  send(
    parts: readonly SimulatedPart[],
    options: { readonly replyTo?: SimulatedMessage } = {},
  ): Promise<SimulatedMessage> {
    const [first] = parts.map((part) => {
      const id = randomUUID();
      let fields: Readonly<Record<string, unknown>> | undefined;
      const post = async (): Promise<Response> => {
        if (part.type === "media" && fields === undefined) {
          const stored = await this.#upload(part.file);
          if (!stored.ok) return stored;
          fields = { fileId: ((await stored.json()) as { fileId: string }).fileId };
        }
        const replyTo = options.replyTo?.messageId;
        return await this.widget.call("POST", "/messages", {
          id,
          ...fieldsOf(part),
          ...fields,
          ...(replyTo !== undefined && { replyTo }),
        });
      };
      void this.widget.queue(post);
      this.#onSend(() => this.widget.queue(post));
      return { conversationId: this.id, messageId: id };
    });
    return first === undefined
      ? Promise.reject(new Error("There is nothing to send."))
      : Promise.resolve(first);
  }

  edit(): Promise<void> {
    return Promise.reject(new Error("Visitors edit nothing."));
  }

  delete(): Promise<void> {
    return Promise.reject(new Error("Visitors delete all or nothing."));
  }

  react(): Promise<void> {
    return Promise.reject(new Error("Visitors don't react."));
  }

  async type(): Promise<void> {
    await this.widget.call("POST", "/typing", { typing: true });
  }

  async read(): Promise<void> {
    await this.widget.call("POST", "/read", { upTo: this.widget.last });
  }

  #upload({ bytes, mimeType, fileName }: SimulatedFile): Promise<Response> {
    return this.widget.fetch("/files", {
      method: "POST",
      headers: {
        "Content-Type": mimeType,
        "X-File-Name": encodeURIComponent(fileName ?? "file"),
      },
      body: Buffer.from(bytes),
    });
  }
}

/** What a message says beside its file. */
export function fieldsOf(part: SimulatedPart): Readonly<Record<string, unknown>> {
  switch (part.type) {
    case "text":
      return { ...part.text };
    case "media":
      return { ...part.caption, ...(part.file.kind === "voice" && { voice: true }) };
    case "unsupported":
      return { other: { type: part.platformType, fallback: part.fallback } };
    default:
      throw new Error(`Visitors send no ${part.type}.`);
  }
}
