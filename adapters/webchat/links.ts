const safe = new Set(["http:", "https:", "mailto:", "tel:"]);

/** Whether a link may be shown as one: nothing that runs when it is followed. */
export function isSafeLink(address: string): boolean {
  return URL.canParse(address) && safe.has(new URL(address).protocol);
}
