import { queryOptions, useQuery } from "@tanstack/react-query";
import { hub } from "../api/hub.ts";

export const countsKey = ["counts"] as const;

/** What the rail shows beside its views. */
const countsQuery = queryOptions({
  queryKey: countsKey,
  queryFn: ({ signal }) => hub("countConversations", { signal }),
});

export function useCounts(): Readonly<Record<string, number>> {
  return useQuery(countsQuery).data ?? {};
}
