import { QueryClient } from "@tanstack/react-query";
import { HubError } from "../api/hub.ts";

/** What the hub refuses stays refused; what can't be reached is tried again. */
export const client = new QueryClient({
  defaultOptions: {
    queries: {
      // The event stream tells what changes.
      staleTime: Infinity,
      refetchOnWindowFocus: false,
      retry: (failures, error) =>
        error instanceof HubError && error.code === "unreachable" && failures < 5,
    },
  },
});
