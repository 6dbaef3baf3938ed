import { readSettings } from "../../../config/env.ts";
import type { Command } from "../command.ts";
import { Failure } from "../failure.ts";
import { withDatabase } from "../local-database.ts";
import { print } from "../output.ts";
import { addressForPeople, setupLink } from "../setup-notice.ts";

/** For whoever lost the link that the hub printed; only while nobody has set the hub up. */
export const newSetupLink: Command = {
  usage: "setup-link",
  summary: "Print a new one-time set-up link, while there is no admin",
  async run() {
    const settings = readSettings();
    await withDatabase(settings, async (database) => {
      const { createAuth } = await import("../../auth/auth.ts");
      const { EventLog } = await import("../../realtime/event-log.ts");
      const { setup } = createAuth({ database, events: new EventLog(database) });
      const token = await setup.ensureSetupToken();
      if (token === undefined) {
        throw new Failure(
          "The hub is set up already. An admin adds people with: switchboard agent add",
        );
      }
      const { HOST, PORT, PUBLIC_URL } = settings;
      if (PORT === 0 && PUBLIC_URL === undefined) {
        print("PORT is 0, so only the hub knows its address. Put this behind the one it printed:");
        print(`/setup#${token}`);
        return;
      }
      const host = HOST === "0.0.0.0" || HOST === "::" ? "localhost" : HOST;
      const listening = `http://${host.includes(":") ? `[${host}]` : host}:${PORT}`;
      print(setupLink(addressForPeople(settings, listening), token));
    });
  },
};
