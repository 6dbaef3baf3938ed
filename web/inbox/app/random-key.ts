/** A key that nobody else has. Over plain HTTP in a local network there is no `randomUUID`. */
export function randomKey(): string {
  if (crypto.randomUUID !== undefined) return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join(
    "-",
  );
}
