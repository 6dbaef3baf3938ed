import type { Queries } from "../db/database.ts";

/** What a look at the channels tells: what is wanted, and who runs it. */
export interface ChannelClaim {
  readonly id: string;
  readonly wanted: "running" | "paused";
  readonly revision: number;
  readonly leaseOwner: string | null;
  readonly leaseUntil: number | null;
  readonly leaseToken: number;
}

/** All channels that aren't deleted. */
export async function readClaims(db: Queries): Promise<readonly ChannelClaim[]> {
  return await db
    .selectFrom("channels")
    .select([
      "id",
      "wanted",
      "revision",
      "lease_owner as leaseOwner",
      "lease_until as leaseUntil",
      "lease_token as leaseToken",
    ])
    .where("deleted_at", "is", null)
    .execute();
}

/** Takes a lease over as it was seen; false when somebody else was quicker. The token rises by one. */
export async function takeLease(
  db: Queries,
  claim: Pick<ChannelClaim, "id" | "leaseToken">,
  owner: string,
  until: number,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("channels")
    .set({ lease_owner: owner, lease_until: until, lease_token: claim.leaseToken + 1 })
    .where("id", "=", claim.id)
    .where("lease_token", "=", claim.leaseToken)
    .where("deleted_at", "is", null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Renews everything that the owner holds. */
export async function renewLeases(db: Queries, owner: string, until: number): Promise<void> {
  await db
    .updateTable("channels")
    .set({ lease_until: until })
    .where("lease_owner", "=", owner)
    .execute();
}

export async function releaseLease(
  db: Queries,
  channelId: string,
  owner: string,
  token: number,
): Promise<void> {
  await db
    .updateTable("channels")
    .set({ lease_owner: null, lease_until: null })
    .where("id", "=", channelId)
    .where("lease_owner", "=", owner)
    .where("lease_token", "=", token)
    .execute();
}
