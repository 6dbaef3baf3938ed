import { queryOptions, useQuery } from "@tanstack/react-query";
import { hub } from "../api/hub.ts";
import type { Agent, Channel } from "../api/schema.ts";

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

export function useChannel(channelId: string): Channel | undefined {
  return useQuery(channelsQuery).data?.find(({ id }) => id === channelId);
}

export function useAgents(): readonly Agent[] {
  return useQuery(agentsQuery).data ?? [];
}
