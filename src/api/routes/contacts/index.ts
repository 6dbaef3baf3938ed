import type { Contacts } from "../../../inbox/contacts.ts";
import type { Route } from "../../route.ts";
import { changeContact } from "./change.ts";
import { getContact } from "./get.ts";
import { listContacts } from "./list.ts";

export const contactRoutes = (contacts: Contacts): readonly Route[] => [
  listContacts(contacts),
  getContact(contacts),
  changeContact(contacts),
];
