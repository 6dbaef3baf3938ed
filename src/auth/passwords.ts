import { hash, verify } from "@node-rs/argon2";
import { AuthError } from "./errors.ts";
import { newToken } from "./tokens.ts";
import { Turnstile } from "./turnstile.ts";

/** Half of libuv's threads: files and names are looked up by the other half while somebody tries passwords. */
const atATime = 2;
/** About two seconds of waiting; whoever comes after that had better come back. */
const longestLine = 100;

/** argon2id with OWASP's parameters (19 MiB, 2 passes), which are the library's own: https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html */
export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize("NFC"));
}

/** Checks passwords; an account that isn't there takes as long as one that is. */
export class PasswordCheck {
  readonly #turnstile = new Turnstile(atATime, longestLine);
  #decoy: Promise<string> | undefined;

  /** @throws AuthError `too-many-attempts` when more are tried, by whomever, than can be checked. */
  async matches(password: string, passwordHash: string | undefined): Promise<boolean> {
    // Made at the first check of any kind, so that not even that one tells the two apart.
    this.#decoy ??= hashPassword(newToken());
    const decoy = await this.#decoy;
    const checked = await this.#turnstile.pass(() =>
      verify(passwordHash ?? decoy, password.normalize("NFC")),
    );
    if (checked === undefined) {
      throw new AuthError("too-many-attempts", "The hub is busy. Try again in a moment.", 2_000);
    }
    return checked.result && passwordHash !== undefined;
  }
}
