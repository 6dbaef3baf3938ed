import { readSettings } from "../../../config/env.ts";
import type { Command } from "../command.ts";
import { addressForPeople, setupLink, setupNotice } from "../setup-notice.ts";

/** Runs the hub, and as long as it has no admin prints the link that makes one. */
export const start: Command = {
  usage: "start",
  summary: "Run the hub until Ctrl-C",
  async run() {
    const settings = readSettings();
    const { runHub } = await import("../run-hub.ts");
    await runHub(settings, {
      async ready(app, address) {
        const token = await app.auth.setup.ensureSetupToken();
        if (token === undefined) return undefined;
        const link = setupLink(addressForPeople(settings, address), token);
        const { stderr } = process;
        stderr.write(setupNotice(link, stderr.isTTY && stderr.hasColors()));
        return undefined;
      },
    });
  },
};
