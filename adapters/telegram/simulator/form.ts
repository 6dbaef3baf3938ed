import type { IncomingMessage } from "node:http";
import { badRequest, Refusal } from "./wire.ts";

export interface UploadedFile {
  readonly bytes: Uint8Array;
  readonly mimeType: string;
  readonly fileName: string;
}

/** A little more than the largest file, for the fields around it: https://core.telegram.org/bots/api#sending-files */
const largestBody = 50 * 1024 * 1024 + 1024 * 1024;

/** The parameters of one call, in whichever of the Bot API's three encodings they came. */
export class Form {
  readonly #fields: ReadonlyMap<string, unknown>;

  constructor(fields: ReadonlyMap<string, unknown>) {
    this.#fields = fields;
  }

  /** Rejects when the caller breaks off in the middle. */
  static async read(incoming: IncomingMessage): Promise<Form> {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of incoming as AsyncIterable<Buffer>) {
      size += chunk.byteLength;
      if (size > largestBody) throw new Refusal(413, "Request Entity Too Large");
      chunks.push(chunk);
    }
    const body = Buffer.concat(chunks);
    const type = incoming.headers["content-type"] ?? "";
    if (body.byteLength === 0) return new Form(new Map());
    if (type.startsWith("multipart/form-data")) return Form.#multipart(body, type);
    if (type.startsWith("application/json")) return Form.#json(body);
    return new Form(new Map(new URLSearchParams(body.toString())));
  }

  static async #multipart(body: Buffer, type: string): Promise<Form> {
    // oxlint-disable-next-line typescript/no-deprecated -- discouraged for servers; this one serves tests on loopback
    const form = await new Response(body, { headers: { "content-type": type } }).formData();
    const fields = new Map<string, unknown>();
    for (const [name, value] of form) {
      fields.set(name, typeof value === "string" ? value : await uploadedFile(value));
    }
    return new Form(fields);
  }

  static #json(body: Buffer): Form {
    try {
      return new Form(new Map(Object.entries(JSON.parse(body.toString()) as object)));
    } catch {
      throw badRequest("can't parse JSON object");
    }
  }

  has(name: string): boolean {
    return this.text(name) !== undefined;
  }

  text(name: string): string | undefined {
    const value = this.#fields.get(name);
    if (typeof value === "string") return value;
    return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
  }

  number(name: string): number | undefined {
    const text = this.text(name);
    return text === undefined ? undefined : Number(text);
  }

  flag(name: string): boolean {
    return this.text(name) === "true";
  }

  /** A field that is JSON inside a form, and plain inside a JSON body. */
  json(name: string): unknown {
    const value = this.#fields.get(name);
    if (typeof value !== "string") return value;
    try {
      return JSON.parse(value);
    } catch {
      throw badRequest(`can't parse ${name} JSON object`);
    }
  }

  list(name: string): readonly unknown[] {
    const value = this.json(name);
    return Array.isArray(value) ? value : [];
  }

  strings(name: string): readonly string[] {
    return this.list(name).map(String);
  }

  /** A file in the field itself, or in the part that `attach://…` names. */
  file(reference: string): UploadedFile | undefined {
    const value = this.#fields.get(reference.replace(/^attach:\/\//, ""));
    return typeof value === "object" && value !== null && "bytes" in value
      ? (value as UploadedFile)
      : undefined;
  }
}

async function uploadedFile(file: File): Promise<UploadedFile> {
  return {
    bytes: new Uint8Array(await file.arrayBuffer()),
    mimeType: file.type,
    fileName: file.name,
  };
}
