import { Failure } from "./failure.ts";

/** What a command was called with. */
export interface Call {
  /** The words after the command's name. */
  readonly words: readonly string[];
  readonly options: Options;
}

/** One command, as data: the help is made from it. */
export interface Command {
  /** Name and arguments, as the help shows them: `channel show <channel>`. */
  readonly usage: string;
  readonly summary: string;
  readonly options?: readonly CommandOption[];
  /** Resolves when it is done. @throws Failure with what to tell the person. */
  run(call: Call): Promise<void>;
}

export interface CommandOption {
  /** `--name <name>`. */
  readonly flag: string;
  readonly summary: string;
}

export const asJson: CommandOption = { flag: "--json", summary: "Print JSON for programs" };

/** The options of a call, looked at one by one. */
export class Options {
  readonly #given: Readonly<Record<string, unknown>>;

  constructor(given: Readonly<Record<string, unknown>>) {
    this.#given = given;
  }

  has(name: string): boolean {
    return this.#given[name] === true;
  }

  /** @throws Failure when it was given twice. */
  text(name: string): string | undefined {
    const value = this.#given[name];
    if (Array.isArray(value)) throw new Failure(`--${name} was given more than once.`, 2);
    return value === undefined ? undefined : word(value);
  }

  /** @throws Failure when it is missing. */
  require(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw new Failure(`--${name} is missing.`, 2);
    return value;
  }

  /** Of an option that may be given several times. */
  list(name: string): readonly string[] {
    const value = this.#given[name];
    if (value === undefined) return [];
    return (Array.isArray(value) ? value : [value]).map(word);
  }
}

/** cac makes numbers of what looks like one. */
function word(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
