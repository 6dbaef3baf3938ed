import { readFileSync } from "node:fs";
import { type CAC, cac } from "cac";
import { loadEnvironmentFile, SettingsError } from "../../config/env.ts";
import { type Command, Options } from "./command.ts";
import { agentCommands } from "./commands/agent.ts";
import { backup } from "./commands/backup.ts";
import { channelCommands } from "./commands/channel.ts";
import { configPrint } from "./commands/config.ts";
import { demo } from "./commands/demo.ts";
import { doctor } from "./commands/doctor.ts";
import { openapi } from "./commands/openapi.ts";
import { newSetupLink } from "./commands/setup-link.ts";
import { start } from "./commands/start.ts";
import { Failure } from "./failure.ts";

const commands: readonly Command[] = [
  start,
  demo,
  doctor,
  configPrint,
  newSetupLink,
  ...channelCommands,
  ...agentCommands,
  openapi,
  backup,
];

/** Runs the command that the words name. Resolves with the exit code: 0 done, 1 failed, 2 called wrongly. */
export async function runCommandLine(words: readonly string[]): Promise<number> {
  try {
    loadEnvironmentFile();
    await run(words);
    return 0;
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n`);
    return error instanceof Failure ? error.exitCode : isWrongCall(error) ? 2 : 1;
  }
}

async function run(words: readonly string[]): Promise<void> {
  const cli = cac("switchboard");
  let result: Promise<void> | undefined;
  for (const command of commands) {
    define(cli, command, (running) => {
      result = running;
    });
  }
  cli.help(withoutRepetition);
  cli.version(version());
  const joined = joinNames(words);
  cli.parse(["node", "switchboard", ...joined]);
  if (cli.matchedCommand === undefined && !asksForHelp(words)) {
    const [name] = joined;
    if (name !== undefined) {
      throw new Failure(`There is no command "${name}". switchboard --help lists them.`, 2);
    }
    cli.outputHelp();
  }
  await result;
}

function define(cli: CAC, command: Command, started: (running: Promise<void>) => void): void {
  const defined = cli.command(command.usage, command.summary);
  for (const { flag, summary } of command.options ?? []) defined.option(flag, summary);
  defined.action((...given: unknown[]) => {
    const options = new Options(given.at(-1) as Readonly<Record<string, unknown>>);
    const args = given.slice(0, -1).filter((word) => word !== undefined);
    started(command.run({ words: args.map(String), options }));
  });
}

/** cac knows commands of one word: `channel list` becomes one. */
function joinNames(words: readonly string[]): readonly string[] {
  const [first, second, ...rest] = words;
  const pair = `${first} ${second}`;
  return commands.some(({ usage }) => usage === pair || usage.startsWith(`${pair} `))
    ? [pair, ...rest]
    : words;
}

function asksForHelp(words: readonly string[]): boolean {
  return words.some((word) => ["-h", "--help", "-v", "--version"].includes(word));
}

/** The list of commands says it all; cac would list each again with `--help`. */
function withoutRepetition<T extends { readonly title?: string }>(sections: T[]): T[] {
  return sections.filter(({ title }) => title === undefined || !title.startsWith("For more info"));
}

function isWrongCall(error: unknown): boolean {
  return error instanceof Error && error.name === "CACError";
}

function messageOf(error: unknown): string {
  if (error instanceof Failure || error instanceof SettingsError) return error.message;
  if (isWrongCall(error)) {
    return `${(error as Error).message}. switchboard --help shows how commands are called.`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function version(): string {
  for (const up of ["../..", "../../.."]) {
    try {
      const file = new URL(`${up}/package.json`, import.meta.url);
      return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
    }
  }
  throw new Error("package.json is missing.");
}
