import { styleText } from "node:util";
import type { Settings } from "../../config/settings.ts";

/** Where a browser opens the set-up page: the public address where there is one. */
export function setupLink(address: string, token: string): string {
  return `${address.replace(/\/+$/, "")}/setup#${token}`;
}

/** The address people use: as configured, else the one that is listened on. */
export function addressForPeople({ PUBLIC_URL }: Settings, listening: string): string {
  return PUBLIC_URL ?? listening;
}

/** For the person at the terminal, never for the log: the link is a key to the house. */
export function setupNotice(link: string, colours: boolean): string {
  const rule = "─".repeat(Math.min(78, Math.max(60, link.length + 2)));
  const shown = colours ? styleText(["bold", "cyan"], link) : link;
  return [
    "",
    rule,
    " Set up Switchboard here. The link works once, and for 24 hours.",
    " 请在此设置 Switchboard。链接 24 小时内有效，只能使用一次。",
    "",
    ` ${shown}`,
    rule,
    "",
    "",
  ].join("\n");
}
