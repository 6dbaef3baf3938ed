import type { Contact } from "switchboard/adapter";
import { TelegramClient } from "./client.ts";
import { contactOfUser } from "./inbound-message.ts";
import type { TelegramSettings } from "./settings.ts";

/** Whose token it is. Getting updates would take them from a hub that runs; this disturbs nobody. */
export async function check(
  { token, apiRoot }: TelegramSettings,
  fetch: typeof globalThis.fetch,
  signal: AbortSignal,
): Promise<Contact> {
  return contactOfUser(await new TelegramClient({ token, apiRoot, fetch }).getMe(signal));
}
