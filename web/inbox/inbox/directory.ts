import { type QueryClient, queryOptions, useQuery } from "@tanstack/react-query";
import { hub } from "../api/hub.ts";
import type { Agent, Channel, Contact, Event } from "../api/schema.ts";

export const channelsQuery = queryOptions({
  queryKey: ["channels"],
  queryFn: async ({ signal }) => (await hub("listChannels", { signal })).items,
});

export const agentsQuery = queryOptions({
  queryKey: ["agents"],
  queryFn: async ({ signal }) => (await hub("listAgents", { signal })).items,
});

export function contactQuery(contactId: string) {
  return queryOptions({
    queryKey: ["contact", contactId],
    queryFn: ({ signal }) => hub("getContact", { params: { contactId }, signal }),
  });
}

/** A person is another than what is held: also where they are held by the id of somebody who became part of them. */
export function refreshPerson(client: QueryClient, { data }: Pick<Event, "data">): void {
  const ids = [data["contactId"], data["joined"], data["takenApart"]];
  const held = client.getQueriesData<Contact>({ queryKey: ["contact"], predicate: isPerson });
  for (const [[, id], contact] of held) {
    const parts = contact?.identities.map(({ joined }) => joined?.contactId) ?? [];
    const known = [id, contact?.id, ...parts].filter((one) => one !== undefined);
    if (!known.some((one) => ids.includes(one))) continue;
    for (const one of new Set([id, contact?.id])) {
      void client.invalidateQueries({ queryKey: ["contact", one] });
    }
  }
}

/** And not what belongs to one, which is held under longer keys. */
function isPerson({ queryKey }: { readonly queryKey: readonly unknown[] }): boolean {
  return queryKey.length === 2;
}

export function useChannel(channelId: string): Channel | undefined {
  return useQuery(channelsQuery).data?.find(({ id }) => id === channelId);
}

export function useAgents(): readonly Agent[] {
  return useQuery(agentsQuery).data ?? [];
}
