import type { ApiDependencies } from "../../dependencies.ts";
import type { Route } from "../../route.ts";
import { changeContact } from "./change.ts";
import { getContact } from "./get.ts";
import { joinContacts } from "./join.ts";
import { listContacts } from "./list.ts";
import { listLookalikes } from "./lookalikes.ts";
import { contactNoteRoutes } from "./notes.ts";
import { takeContactsApart } from "./take-apart.ts";

export const contactRoutes = ({
  contacts,
  contactNotes,
  joining,
}: Pick<ApiDependencies, "contacts" | "contactNotes" | "joining">): readonly Route[] => [
  listContacts(contacts),
  getContact(contacts),
  changeContact(contacts),
  listLookalikes(contacts),
  joinContacts(contacts, joining),
  takeContactsApart(contacts, joining),
  ...contactNoteRoutes(contactNotes),
];
