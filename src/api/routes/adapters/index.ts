import type { AdapterRegistry } from "../../../channels/registry.ts";
import type { Route } from "../../route.ts";
import { getAdapter } from "./get.ts";
import { listAdapters } from "./list.ts";

export const adapterRoutes = (registry: AdapterRegistry): readonly Route[] => [
  listAdapters(registry),
  getAdapter(registry),
];
