import { styleText } from "node:util";
import { readSettings, SettingsError } from "../../../config/env.ts";
import { asJson, type Command } from "../command.ts";
import type { Finding } from "../doctor/finding.ts";
import { Failure } from "../failure.ts";
import { print, printJson } from "../output.ts";

/** Looks at everything the hub needs, and says how to mend what is wrong. */
export const doctor: Command = {
  usage: "doctor",
  summary: "Check what the hub needs, and say how to mend what is wrong",
  options: [asJson],
  async run({ options }) {
    const findings = await lookAtAll();
    if (options.has("json")) printJson(findings);
    else for (const finding of findings) print(lineOf(finding));
    const failed = findings.filter(({ level }) => level === "fail").length;
    if (failed > 0) throw new Failure(`${failed} of ${findings.length} checks failed.`);
  },
};

async function lookAtAll(): Promise<readonly Finding[]> {
  const { fail, ok } = await import("../doctor/finding.ts");
  const node = ok("Node", `${process.versions.node} will do`);
  let settings;
  try {
    settings = readSettings();
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    const fix = "Change it where the hub's environment is set: the shell, .env or the service.";
    return [node, ...error.problems.map((problem) => fail("settings", problem, fix))];
  }
  const { checkDataDirectory } = await import("../doctor/data-directory.ts");
  const { checkEncryptionKey } = await import("../doctor/encryption-key.ts");
  const { checkPort } = await import("../doctor/port.ts");
  const { checkAdapters } = await import("../doctor/adapters.ts");
  const { checkDatabase } = await import("../doctor/database.ts");
  const findings = [node, ok("settings", "are valid")];
  const checks = [checkDataDirectory, checkEncryptionKey, checkPort, checkAdapters, checkDatabase];
  for (const check of checks) {
    findings.push(...(await check(settings)));
  }
  return findings;
}

function lineOf(finding: Finding): string {
  const { level, subject, text } = finding;
  const style = level === "ok" ? "green" : level === "warn" ? "yellow" : "red";
  const { stdout } = process;
  const mark =
    stdout.isTTY && stdout.hasColors() ? styleText(style, level.padEnd(4)) : level.padEnd(4);
  const line = `${mark}  ${subject}: ${text}`;
  return finding.level === "ok" ? line : `${line}\n      → ${finding.fix}`;
}
