/** Between two looks at something that tells nobody when it changes. */
const lookEveryMs = 20;

/**
 * Resolves as soon as `look` gives something; for states of another process, or of its database, that announce
 * themselves to nobody. @throws after `withinMs`, with what it waited for and `found`.
 */
export async function eventually<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
  {
    withinMs = 60_000,
    found = () => "",
  }: { withinMs?: number; found?: () => string | Promise<string> } = {},
): Promise<T> {
  const giveUpAt = performance.now() + withinMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
    if (performance.now() > giveUpAt) {
      throw new Error(`Waited ${withinMs} ms in vain for ${what}. ${await found()}`);
    }
    await pause(lookEveryMs);
  }
}

/** The moment of a fault, or a client's pause before it tries again: nothing is waited for. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
