import type { ApiDependencies } from "../../dependencies.ts";
import type { Route } from "../../route.ts";
import { health } from "./health.ts";
import { metricsPage } from "./metrics.ts";
import { readiness } from "./readiness.ts";

export const hubRoutes = (dependencies: ApiDependencies): readonly Route[] => [
  health(),
  readiness(dependencies.readiness, dependencies.log),
  metricsPage(dependencies.metrics),
];
