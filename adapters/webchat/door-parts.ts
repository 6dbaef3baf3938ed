import type { SessionContext } from "switchboard/adapter";
import type { Mailboxes } from "./mailboxes.ts";
import type { WebchatSettings } from "./settings.ts";

/** What the calls of the widget are answered with. */
export interface DoorParts {
  readonly context: SessionContext<WebchatSettings>;
  readonly mailboxes: Mailboxes;
}
