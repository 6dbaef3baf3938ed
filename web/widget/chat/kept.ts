/**
 * What stays in the browser, for this frame on this site alone. Where the visitor lets nothing be kept, it lasts as long
 * as the page.
 */
export class Kept {
  readonly #prefix: string;
  readonly #memory = new Map<string, string>();

  constructor(channel: string) {
    this.#prefix = `switchboard.${channel}.`;
  }

  get(name: string): string | undefined {
    try {
      return localStorage.getItem(this.#prefix + name) ?? this.#memory.get(name);
    } catch {
      // Not allowed to.
      return this.#memory.get(name);
    }
  }

  /** Undefined forgets it. */
  set(name: string, value: string | undefined): void {
    if (value === undefined) this.#memory.delete(name);
    else this.#memory.set(name, value);
    try {
      if (value === undefined) localStorage.removeItem(this.#prefix + name);
      else localStorage.setItem(this.#prefix + name, value);
    } catch {
      // Not allowed to, or full: memory has it.
    }
  }

  /** Made at the first time, and the same in all tabs from then on. */
  visitorToken(): string {
    const known = this.get("token");
    if (known !== undefined) return known;
    const bytes = crypto.getRandomValues(new Uint8Array(32));
    const token = btoa(String.fromCharCode(...bytes))
      .replaceAll("+", "-")
      .replaceAll("/", "_")
      .replaceAll("=", "");
    this.set("token", token);
    return token;
  }

  /** Everything of this visitor. */
  forget(visitorId: string): void {
    for (const name of ["token", "draft", "rung", `outbox.${visitorId}`]) this.set(name, undefined);
  }
}
