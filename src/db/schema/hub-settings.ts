/** What the admins decided for the hub as a whole: one row, whose id is `hub`. */
export interface HubSettingsTable {
  id: "hub";
  name: string;
  time_zone: string;
  locale: string;
  /** JSON: a list of openings. */
  hours: string;
  are_hours_set: 0 | 1;
  is_setup_closed: 0 | 1;
}
