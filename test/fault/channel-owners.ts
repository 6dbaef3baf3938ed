import type { TestDatabase } from "../support/database.ts";

/** The processes that hold the channels. */
export async function channelOwners(
  database: TestDatabase,
): Promise<readonly (number | undefined)[]> {
  const channels = await database.queries
    .selectFrom("channels")
    .select(["lease_owner as owner"])
    .execute();
  return channels.map(({ owner }) => (owner === null ? undefined : Number(owner.split("/")[2])));
}
