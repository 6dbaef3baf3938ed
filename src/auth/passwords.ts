import { hash, verify } from "@node-rs/argon2";
import { newToken } from "./tokens.ts";

/** argon2id with OWASP's parameters (19 MiB, 2 passes), which are the library's own: https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html */
export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize("NFC"));
}

/** Checks passwords; an account that isn't there takes as long as one that is. */
export class PasswordCheck {
  #decoy: Promise<string> | undefined;

  async matches(password: string, passwordHash: string | undefined): Promise<boolean> {
    // Made at the first check of any kind, so that not even that one tells the two apart.
    this.#decoy ??= hashPassword(newToken());
    const decoy = await this.#decoy;
    const matches = await verify(passwordHash ?? decoy, password.normalize("NFC"));
    return matches && passwordHash !== undefined;
  }
}
