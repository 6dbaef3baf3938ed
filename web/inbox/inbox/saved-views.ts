import { queryOptions, useQuery } from "@tanstack/react-query";
import { hub } from "../api/hub.ts";
import type { SavedView } from "../api/schema.ts";
import { isFilter, type View, viewOf } from "./views.ts";

export const savedViewsQuery = queryOptions({
  queryKey: ["views"],
  queryFn: async ({ signal }) => (await hub("listViews", { signal })).items,
});

export const viewCountsKey = ["view-counts"] as const;

const none: readonly SavedView[] = [];

/** One's own, then the shared ones. */
export function useSavedViews(): readonly SavedView[] {
  return useQuery(savedViewsQuery).data ?? none;
}

/** By the view's id. */
export function useViewCounts(isWanted: boolean): ReadonlyMap<string, number> {
  const { data = [] } = useQuery({
    queryKey: viewCountsKey,
    queryFn: async ({ signal }) => (await hub("countViews", { signal })).items,
    enabled: isWanted,
  });
  return new Map(data.map(({ viewId, count }) => [viewId, count]));
}

/** The saved view that shows the same. */
export function useSavedView(view: View): SavedView | undefined {
  const saved = useSavedViews();
  return isFilter(view) ? saved.find(({ filter }) => viewOf(filter) === view) : undefined;
}
