import { readFileSync } from "node:fs";
import { z } from "zod";
import { ask, canAsk } from "./ask.ts";
import type { CommandOption, Options } from "./command.ts";
import { Failure } from "./failure.ts";

export const settingsOptions: readonly CommandOption[] = [
  { flag: "--set <name=value>", summary: "A setting that isn't secret; may be repeated" },
  {
    flag: "--settings <file>",
    summary: "A JSON file with settings; --settings=- reads standard input",
  },
];

const fieldSchema = z.looseObject({
  type: z.string().optional(),
  title: z.string().optional(),
  description: z.string().optional(),
  writeOnly: z.boolean().optional(),
});

/** The answer of `GET /api/v1/adapters/{adapter}`, as far as it is needed here. */
export const adapterSchema = z.object({
  displayName: z.string(),
  settingsSchema: z.looseObject({
    properties: z.record(z.string(), fieldSchema).default({}),
    required: z.array(z.string()).default([]),
  }),
});

type Adapter = z.output<typeof adapterSchema>;
type Fields = Record<string, z.core.util.JSONType>;

/**
 * The settings that the options give. A secret among the words of a command would be seen by everybody on the machine
 * in the list of processes, so that those come from a file, from standard input or from the keyboard.
 */
export function settingsOf(options: Options, { settingsSchema }: Adapter): Fields {
  const fields = fromFile(options.text("settings"));
  for (const pair of options.list("set")) {
    const [name = "", ...rest] = pair.split("=");
    const field = settingsSchema.properties[name];
    if (rest.length === 0) throw new Failure(`--set takes name=value, not "${name}".`, 2);
    if (field === undefined) {
      const known = Object.keys(settingsSchema.properties).join(", ");
      throw new Failure(`There is no setting "${name}". There are: ${known}.`, 2);
    }
    if (field.writeOnly === true) {
      throw new Failure(
        `${name} is secret: give it in a file (--settings <file>), on standard input (--settings=-) or leave it out to be asked.`,
        2,
      );
    }
    fields[name] = typed(name, rest.join("="), field.type);
  }
  return fields;
}

/** Asks for what is required and still missing. */
export async function askForMissing(fields: Fields, { settingsSchema }: Adapter): Promise<Fields> {
  const complete: Fields = { ...fields };
  for (const name of settingsSchema.required) {
    const field = settingsSchema.properties[name];
    if (complete[name] !== undefined || field === undefined || "default" in field) continue;
    if (!canAsk()) {
      throw new Failure(`The setting ${name} is missing: give it with --settings <file>.`, 2);
    }
    if (field.description !== undefined) process.stderr.write(`${field.description}\n`);
    complete[name] = typed(
      name,
      await ask(field.title ?? name, field.writeOnly === true),
      field.type,
    );
  }
  return complete;
}

function fromFile(file: string | undefined): Fields {
  if (file === undefined) return {};
  let text: string;
  try {
    text = readFileSync(file === "-" ? process.stdin.fd : file, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
    throw new Failure(`The file ${file} can't be read${code}.`, 2, error);
  }
  const parsed = z.record(z.string(), z.json()).safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new Failure(
    `The settings in ${file === "-" ? "standard input" : file} must be a JSON object.`,
    2,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Neither the parser's message nor the text is shown: it has secrets in it.
    return undefined;
  }
}

function typed(name: string, text: string, type: string | undefined): z.core.util.JSONType {
  if (type === "boolean") {
    if (text === "true" || text === "false") return text === "true";
    throw new Failure(`${name} must be true or false.`, 2);
  }
  if (type === "number" || type === "integer") {
    if (text.trim() !== "" && Number.isFinite(Number(text))) return Number(text);
    throw new Failure(`${name} must be a number.`, 2);
  }
  return text;
}
