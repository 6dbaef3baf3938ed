import { queryOptions } from "@tanstack/react-query";
import { hub } from "../api/hub.ts";
import type { en } from "../i18n/en.ts";

export const adaptersQuery = queryOptions({
  queryKey: ["adapters"],
  queryFn: ({ signal }) => hub("listAdapters", { signal }),
});

export function adapterQuery(adapter: string) {
  return queryOptions({
    queryKey: ["adapter", adapter],
    queryFn: ({ signal }) => hub("getAdapter", { params: { adapter }, signal }),
  });
}

/** Clients that the platforms don't offer: what may come of it, and the official way. */
export const risks: Readonly<Record<string, keyof typeof en>> = {
  whatsapp: "risk.whatsapp",
  wechat: "risk.wechat",
};
