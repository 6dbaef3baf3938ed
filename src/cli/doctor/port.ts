import type { Settings } from "../../../config/settings.ts";
import { isTaken, listenOnce } from "../free-port.ts";
import { explainStart } from "../start-problems.ts";
import { type Check, failOfStart, ok } from "./finding.ts";

const subject = "port";

/** Listens for a moment. A Switchboard that listens there already is no fault. */
export const checkPort: Check = async (settings) => {
  const { HOST, PORT } = settings;
  try {
    await listenOnce(settings);
    return [ok(subject, PORT === 0 ? "any free one will be used" : `${PORT} at ${HOST} is free`)];
  } catch (error) {
    if (isTaken(error) && (await isSwitchboard(settings))) {
      return [ok(subject, `a Switchboard listens on ${PORT} at ${HOST} already`)];
    }
    return [failOfStart(subject, explainStart(error, settings).message)];
  }
};

async function isSwitchboard({ HOST, PORT }: Settings): Promise<boolean> {
  const host = HOST === "0.0.0.0" ? "127.0.0.1" : HOST === "::" ? "::1" : HOST;
  const address = `http://${host.includes(":") ? `[${host}]` : host}:${PORT}`;
  try {
    const response = await fetch(`${address}/healthz`, {
      redirect: "error",
      signal: AbortSignal.timeout(5_000),
    });
    return (await response.text()).includes('"alive"');
  } catch {
    // Whatever it is, it doesn't speak as a hub does.
    return false;
  }
}
