/** Filters of the inbox with a name. `filter`: JSON; `position`: among its owner's, or among the shared ones. */
export interface SavedViewsTable {
  id: string;
  owner_id: string;
  is_shared: number;
  name: string;
  filter: string;
  position: number;
}
