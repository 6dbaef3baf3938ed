import { existsSync, readFileSync } from "node:fs";
import type { z } from "zod";
import {
  type ClientSettings,
  clientSettingsSchema,
  isSecret,
  type Settings,
  settingsSchema,
} from "./settings.ts";

/** Wrong settings: one line for each, saying which, what is wrong and what to do. Never a value. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The settings can't be used:\n${problems.map((line) => `  - ${line}`).join("\n")}`);
    this.problems = problems;
  }
}

/** An environment as `process.env` has it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Adds what `.env` in the current folder says, where there is one; what is set already stays. */
export function loadEnvironmentFile(file = ".env"): void {
  if (existsSync(file)) process.loadEnvFile(file);
}

/** What the hub is set to. @throws SettingsError naming all problems at once. */
export function readSettings(environment: Environment = process.env): Settings {
  return read(settingsSchema, environment);
}

/** What the command line needs to reach a hub. @throws SettingsError naming all problems at once. */
export function readClientSettings(environment: Environment = process.env): ClientSettings {
  return read(clientSettingsSchema, environment);
}

/** What a process that runs a library's code inherits: nothing that the hub is set to, the key to the database least. */
export function environmentOfChildren(environment: Environment = process.env): NodeJS.ProcessEnv {
  const ours = new Set(Object.keys(settingsSchema.shape).flatMap((name) => [name, `${name}_FILE`]));
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !ours.has(name)));
}

/** The settings for a person to read: secrets are replaced by whether they are set. */
export function maskedSettings(settings: Settings): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.keys(settingsSchema.shape).map((name) => {
      const value = settings[name as keyof Settings];
      if (value === undefined) return [name, "(not set)"];
      return [name, isSecret(settingsSchema, name) ? "(set)" : value];
    }),
  );
}

function read<T extends z.ZodObject>(schema: T, environment: Environment): z.output<T> {
  const problems: string[] = [];
  const values: Record<string, string> = {};
  for (const name of Object.keys(schema.shape)) {
    const value = environment[name];
    if (value !== undefined && value !== "") values[name] = value;
    const file = isSecret(schema, name) ? environment[`${name}_FILE`] : undefined;
    if (file === undefined || file === "") continue;
    if (values[name] !== undefined) {
      problems.push(`${name} and ${name}_FILE are both set: keep one of them`);
      continue;
    }
    try {
      values[name] = readFileSync(file, "utf8").trim();
    } catch (error) {
      const reason = error instanceof Error && "code" in error ? String(error.code) : "unreadable";
      problems.push(
        `${name}_FILE names a file that can't be read (${reason}): check its path and rights`,
      );
    }
  }
  const parsed = schema.safeParse(values);
  for (const issue of parsed.error?.issues ?? []) {
    problems.push(`${issue.path.join(".")} ${issue.message} (see config/reference.md)`);
  }
  if (!parsed.success || problems.length > 0) throw new SettingsError(problems);
  return parsed.data;
}
