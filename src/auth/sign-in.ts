import type { Database } from "../db/database.ts";
import { findCredentials } from "./agent-store.ts";
import type { Agent } from "./agent.ts";
import { AuthError } from "./errors.ts";
import type { PasswordCheck } from "./passwords.ts";
import type { Sessions } from "./sessions.ts";
import type { SignInThrottle } from "./sign-in-throttle.ts";

interface Parts {
  readonly database: Database;
  readonly passwords: PasswordCheck;
  readonly sessions: Sessions;
  readonly throttle: SignInThrottle;
}

/** From an e-mail address and a password to a session. */
export class SignIn {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * The same answer in the same time whether the account is unknown or the password wrong.
   * @throws AuthError `bad-credentials`, `too-many-attempts`.
   */
  async attempt(input: {
    readonly email: string;
    readonly password: string;
    /** Where the request comes from. */
    readonly address: string;
  }): Promise<{ agent: Agent; token: string }> {
    const { database, passwords, sessions, throttle } = this.#parts;
    const email = input.email.toLowerCase();
    await throttle.take(email, input.address);
    const known = await findCredentials(database.queries, { email });
    const matches = await passwords.matches(input.password, known?.passwordHash);
    if (!matches || known === undefined) {
      throw new AuthError("bad-credentials", "The e-mail address or the password is wrong.");
    }
    await throttle.giveBack(email, input.address);
    return { agent: known.agent, token: await sessions.start(known.agent.id) };
  }
}
