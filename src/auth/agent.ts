import type { Role } from "./permissions.ts";

/** Someone who answers or administers. */
export interface Agent {
  readonly id: string;
  /** Lower case; what they sign in with. */
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  /** BCP 47. */
  readonly locale: string;
  readonly createdAt: Date;
}
