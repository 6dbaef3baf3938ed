import type { z } from "zod";
import { clientSettingsSchema, isSecret, settingsSchema } from "./settings.ts";

interface Entry {
  readonly name: string;
  readonly description: string;
  readonly secret: boolean;
  /** As it would be written; undefined when there is none. */
  readonly default: string | undefined;
  readonly example: string | undefined;
}

/** `config/reference.md`. */
export function referencePage(): string {
  return [
    "# Settings",
    "",
    "<!-- Made by `npm run docs:config` from settings.ts: change it there. -->",
    "",
    "Each setting is an environment variable, or a line of a file `.env` in the folder the hub is started in (`example.env` is one to copy). None has to be set.",
    "All that is wrong with them is said at once, when the hub starts; `npm run cli -- config print` shows what it reads.",
    "Of the secret ones, `NAME_FILE` may name a file that holds the value, as secret stores like to have it.",
    "",
    "## The hub",
    "",
    ...entries(settingsSchema).flatMap(section),
    "## The command line",
    "",
    ...entries(clientSettingsSchema).flatMap(section),
  ]
    .join("\n")
    .trimEnd()
    .concat("\n");
}

/** `config/example.env`: every setting with its default, to be copied and changed. */
export function exampleEnv(): string {
  return [
    "# Made by `npm run docs:config` from settings.ts. Copy it to .env beside package.json, and take away the # where you",
    "# change something. What the environment says already comes before what stands here.",
    "",
    ...[...entries(settingsSchema), ...entries(clientSettingsSchema)].flatMap(
      ({ name, description, default: value, example }) => [
        ...wrapped(description, 118).map((line) => `# ${line}`),
        `#${name}=${value ?? example ?? ""}`,
        "",
      ],
    ),
  ]
    .join("\n")
    .trimEnd()
    .concat("\n");
}

function section({ name, description, secret, ...entry }: Entry): readonly string[] {
  const facts = [
    entry.default === undefined ? "Not set by default." : `Default: \`${entry.default}\`.`,
    ...(entry.example === undefined ? [] : [`Example: \`${entry.example}\`.`]),
    ...(secret ? [`Secret; \`${name}_FILE\` works too.`] : []),
  ];
  return [`### \`${name}\``, "", description, "", facts.join(" "), ""];
}

function entries(schema: z.ZodObject): readonly Entry[] {
  return Object.entries(schema.shape as Readonly<Record<string, z.ZodType>>).map(
    ([name, field]) => {
      const { description, example } = field.meta() ?? {};
      return {
        name,
        description: String(description),
        secret: isSecret(schema, name),
        default: defaultOf(field),
        example: typeof example === "string" ? example : undefined,
      };
    },
  );
}

/** What comes out for nothing is the default, as the hub has it. */
function defaultOf(field: z.ZodType): string | undefined {
  const { data } = field.safeParse(undefined);
  if (data === undefined || (Array.isArray(data) && data.length === 0)) return undefined;
  return typeof data === "string" ? data : JSON.stringify(data);
}

function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const line = lines.at(-1);
    if (line === undefined || line.length + word.length + 1 > width) lines.push(word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines;
}
