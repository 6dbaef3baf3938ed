/** Contacts that are part of another one: of a person, who is a contact that isn't in here. */
export interface JoinedContactsTable {
  contact_id: string;
  person_id: string;
  joined_at: number;
  joined_by: string;
}
