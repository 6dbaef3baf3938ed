import type { Contact } from "switchboard/adapter";
import { findBrowser } from "./browser.ts";
import type { WhatsAppSettings } from "./settings.ts";

/**
 * Is there a browser that runs? Who we are can't be asked without starting WhatsApp Web a second time, which would throw
 * out the session that runs.
 */
export async function check({ browserPath }: WhatsAppSettings): Promise<Contact> {
  const { path, major } = await findBrowser(browserPath);
  return { id: "whatsapp", name: `a device linked through Chromium ${major} (${path})` };
}
