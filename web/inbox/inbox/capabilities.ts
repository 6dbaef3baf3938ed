import { queryOptions } from "@tanstack/react-query";
import { hub } from "../api/hub.ts";

export function capabilitiesQuery(conversationId: string) {
  return queryOptions({
    queryKey: ["capabilities", conversationId],
    queryFn: ({ signal }) => hub("getCapabilities", { params: { conversationId }, signal }),
  });
}
