/** How far the change log has been read for the search; one row. */
export interface SearchProgressTable {
  id: number;
  last_event: number;
}
