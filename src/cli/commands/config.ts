import { maskedSettings, readSettings } from "../../../config/env.ts";
import { asJson, type Command } from "../command.ts";
import { print, printJson, table } from "../output.ts";

/** What the hub would be set to in this environment; all that is wrong with it at once. */
export const configPrint: Command = {
  usage: "config print",
  summary: "Show the settings as the hub reads them, secrets hidden",
  options: [asJson],
  run({ options }) {
    const settings = maskedSettings(readSettings());
    if (options.has("json")) printJson(settings);
    else {
      print(table(Object.entries(settings).map(([name, value]) => [name, shown(value)])));
      print("\nconfig/reference.md says what each of them means.");
    }
    return Promise.resolve();
  },
};

function shown(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? "(none)" : value.join(", ");
  return String(value);
}
