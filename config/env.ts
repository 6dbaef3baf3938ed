import { readFileSync } from "node:fs";
import { secretSettings, type Settings, settingsSchema } from "./settings.ts";

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

/** Reads the environment. The only place that does. @throws SettingsError naming all problems at once. */
export function readSettings(environment: Environment = process.env): Settings {
  const problems: string[] = [];
  const values: Record<string, string> = {};
  for (const name of Object.keys(settingsSchema.shape)) {
    const value = environment[name];
    if (value !== undefined && value !== "") values[name] = value;
    const file = secretSettings.includes(name) ? environment[`${name}_FILE`] : undefined;
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
        `${name}_FILE names a file that can't be read (${reason}): check path and rights`,
      );
    }
  }
  const parsed = settingsSchema.safeParse(values);
  for (const issue of parsed.error?.issues ?? []) {
    problems.push(`${issue.path.join(".")} ${issue.message} (see config/reference.md)`);
  }
  if (!parsed.success || problems.length > 0) throw new SettingsError(problems);
  return parsed.data;
}

/** The settings for a person to read: secrets are replaced by whether they are set. */
export function maskedSettings(settings: Settings): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) =>
      secretSettings.includes(name)
        ? [name, value === undefined ? "(not set)" : "(set)"]
        : [name, value ?? "(not set)"],
    ),
  );
}
