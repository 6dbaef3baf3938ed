/** One row: the number of the last event. */
export interface EventCounterTable {
  id: number;
  last: number;
}
