import type { Permission } from "./permissions.ts";

/** A program's way in. */
export interface ApiKey {
  readonly id: string;
  readonly name: string;
  /** The visible beginning of the secret, to tell keys apart. */
  readonly prefix: string;
  readonly scopes: readonly Permission[];
  readonly ownerId: string;
  readonly createdAt: Date;
  /** To the minute. */
  readonly lastUsedAt: Date | undefined;
  readonly expiresAt: Date | undefined;
}
