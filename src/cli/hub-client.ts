import { z } from "zod";
import { readClientSettings } from "../../config/env.ts";
import type { CommandOption, Options } from "./command.ts";
import { Failure } from "./failure.ts";

export const hubUrl: CommandOption = {
  flag: "--url <address>",
  summary: "The hub to speak to, instead of SWITCHBOARD_URL",
};

const problemSchema = z.object({
  title: z.string(),
  detail: z.string().optional(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
});

/** A running hub over its API: with the key of SWITCHBOARD_API_KEY, as every program does. */
export class HubClient {
  readonly #url: string;
  readonly #key: string | undefined;

  constructor(options: Options) {
    const settings = readClientSettings();
    this.#url = (options.text("url") ?? settings.SWITCHBOARD_URL).replace(/\/+$/, "");
    this.#key = settings.SWITCHBOARD_API_KEY;
    if (!URL.canParse(this.#url) || !/^https?:/.test(this.#url)) {
      throw new Failure("--url must be a web address such as https://chat.example.com.", 2);
    }
  }

  get url(): string {
    return this.#url;
  }

  /** @throws Failure in words for the person: unreachable, refused, or an answer of another shape. */
  async get<T extends z.ZodType>(path: string, answer: T): Promise<z.output<T>> {
    return this.#read(await this.#request("GET", path), answer);
  }

  /** As `get`, with a body. */
  async send<T extends z.ZodType>(
    method: "POST" | "PATCH" | "DELETE",
    path: string,
    body: unknown,
    answer: T,
  ): Promise<z.output<T>> {
    return this.#read(await this.#request(method, path, body), answer);
  }

  async #request(method: string, path: string, body?: unknown): Promise<Response> {
    if (this.#key === undefined) {
      throw new Failure(
        "SWITCHBOARD_API_KEY is not set. Make a key on the set-up page or with POST /api/v1/api-keys, and put it (or in SWITCHBOARD_API_KEY_FILE the path of a file with it) into the environment.",
        2,
      );
    }
    const response = await this.#fetch(path, {
      method,
      headers: {
        Authorization: `Bearer ${this.#key}`,
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Failure(await this.#refusal(response));
    return response;
  }

  /** Without the key, for what everybody may see. */
  async getPublic<T extends z.ZodType>(path: string, answer: T): Promise<z.output<T>> {
    const response = await this.#fetch(path, {});
    if (!response.ok) throw new Failure(await this.#refusal(response));
    return this.#read(response, answer);
  }

  async #fetch(path: string, init: RequestInit): Promise<Response> {
    try {
      // A redirect could carry the key elsewhere.
      return await fetch(this.#url + path, { ...init, redirect: "error" });
    } catch (error) {
      const { cause } = error as { cause?: unknown };
      const code = cause instanceof Error && "code" in cause ? ` (${String(cause.code)})` : "";
      throw new Failure(
        `No hub answers at ${this.#url}${code}. Start it with npm start, or set SWITCHBOARD_URL to where it is.`,
        1,
        error,
      );
    }
  }

  async #read<T extends z.ZodType>(response: Response, answer: T): Promise<z.output<T>> {
    const text = await response.text();
    const parsed = answer.safeParse(text === "" ? undefined : parseJson(text));
    if (parsed.success) return parsed.data;
    throw new Failure(
      `What answers at ${this.#url} is no Switchboard, or one of another version than this command.`,
      1,
      parsed.error,
    );
  }

  async #refusal(response: Response): Promise<string> {
    const problem = problemSchema.safeParse(parseJson(await response.text()));
    if (!problem.success) {
      return `What answers at ${this.#url} is no Switchboard: it said ${response.status}.`;
    }
    const { title, detail, errors } = problem.data;
    if (response.status === 401) {
      return `The hub doesn't know the key in SWITCHBOARD_API_KEY: ${detail ?? title}`;
    }
    if (response.status === 403 && errors === undefined) {
      return `The key in SWITCHBOARD_API_KEY may not do this: ${detail ?? title}`;
    }
    return detail ?? title;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: the schema says so.
    return null;
  }
}
