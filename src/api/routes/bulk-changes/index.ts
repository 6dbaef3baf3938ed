import type { BulkChanges } from "../../../inbox/bulk-changes.ts";
import type { Route } from "../../route.ts";
import { cancelBulkChange } from "./cancel.ts";
import { getBulkChange } from "./get.ts";
import { startBulkChange } from "./start.ts";
import { undoBulkChange } from "./undo.ts";

export const bulkChangeRoutes = (bulkChanges: BulkChanges): readonly Route[] => [
  startBulkChange(bulkChanges),
  getBulkChange(bulkChanges),
  cancelBulkChange(bulkChanges),
  undoBulkChange(bulkChanges),
];
