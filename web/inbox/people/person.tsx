import { useQuery } from "@tanstack/react-query";
import { contactQuery } from "../inbox/directory.ts";
import { Addresses } from "./addresses.tsx";
import { PersonConversations } from "./person-conversations.tsx";
import { PersonName } from "./person-name.tsx";
import { PersonNotes } from "./person-notes.tsx";

interface Props {
  readonly contactId: string;
  /** The conversation that is open. */
  readonly current: string;
}

/** Who it is, where they write from, what colleagues noted about them, and what was said elsewhere. */
export function Person({ contactId, current }: Props) {
  const { data: contact } = useQuery(contactQuery(contactId));
  if (contact === undefined) return null;
  return (
    <>
      <PersonName contact={contact} />
      <Addresses contact={contact} />
      <PersonNotes contactId={contact.id} />
      <PersonConversations contactId={contact.id} current={current} />
    </>
  );
}
