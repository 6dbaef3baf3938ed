import { queryOptions, useQuery } from "@tanstack/react-query";
import { hub } from "../api/hub.ts";
import type { Label } from "../api/schema.ts";

export const labelsKey = ["labels"] as const;

export const labelsQuery = queryOptions({
  queryKey: labelsKey,
  queryFn: async ({ signal }) => (await hub("listLabels", { signal })).items,
});

export function useLabels(): readonly Label[] {
  return useQuery(labelsQuery).data ?? [];
}
