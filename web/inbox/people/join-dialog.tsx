import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { hub } from "../api/hub.ts";
import type { Contact } from "../api/schema.ts";
import { useRested } from "../app/use-rested.ts";
import { Dialog } from "../ui/dialog.tsx";
import { PickField } from "../ui/pick-field.tsx";
import { Address } from "./address.tsx";
import { JoinQuestion } from "./join-question.tsx";

interface Props {
  /** Whose name stays. */
  readonly contact: Contact;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Who else is the same person: who looks like it, or whom one looks for; and then whether that is so. */
export function JoinDialog({ contact, isOpen, onClose }: Props) {
  const { t } = useTranslation();
  const [other, setOther] = useState<Contact>();
  const close = (): void => {
    setOther(undefined);
    onClose();
  };
  const title = other === undefined ? t("people.joinTitle") : t("people.sureTitle");
  return (
    <Dialog isOpen={isOpen} title={title} onClose={close}>
      {other === undefined ? (
        <PickPerson contact={contact} onPick={setOther} />
      ) : (
        <JoinQuestion
          contact={contact}
          other={other}
          onBack={() => setOther(undefined)}
          onDone={close}
        />
      )}
    </Dialog>
  );
}

function PickPerson({
  contact,
  onPick,
}: {
  readonly contact: Contact;
  readonly onPick: (other: Contact) => void;
}) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const name = useRested(text.trim());
  const { people, isLoading } = usePeople(contact, name);
  const count = people.length;
  const alike = count === 0 ? t("people.noneAlike") : t("people.alike", { count });
  const state = name === "" ? alike : t("search.found", { count });
  return (
    <div className="grid gap-2">
      <p className="text-sm text-soft">{t("people.joinText", { name: contact.name })}</p>
      <PickField
        label={t("people.search")}
        listLabel={t("people.joinTitle")}
        text={text}
        onChange={setText}
        choices={people.map((one) => ({ id: one.id, content: <PersonChoice person={one} /> }))}
        onChoose={(index) => {
          const one = people[index];
          if (one !== undefined) onPick(one);
        }}
      />
      <p role="status" className="text-sm text-soft">
        {isLoading ? t("loading") : state}
      </p>
    </div>
  );
}

function PersonChoice({ person }: { readonly person: Contact }) {
  return (
    <span className="grid min-w-0 flex-1 gap-1">
      <bdi className="font-medium">{person.name}</bdi>
      <span className="flex flex-wrap gap-x-4 gap-y-1">
        {person.identities.map((identity) => (
          <Address key={identity.id} identity={identity} />
        ))}
      </span>
    </span>
  );
}

/** Those who look like it, until one looks for somebody. */
function usePeople(contact: Contact, name: string) {
  const alike = useQuery({
    queryKey: ["lookalikes", contact.id],
    queryFn: ({ signal }) => hub("listLookalikes", { params: { contactId: contact.id }, signal }),
    staleTime: 0,
  });
  const named = useQuery({
    queryKey: ["search-contacts", name, "to-join"],
    queryFn: ({ signal }) =>
      hub("listContacts", { query: { name: name.slice(0, 200), limit: 20 }, signal }),
    enabled: name !== "",
    staleTime: 0,
  });
  const { data, isPending } = name === "" ? alike : named;
  return {
    people: data?.items.filter(({ id }) => id !== contact.id) ?? [],
    isLoading: isPending,
  };
}
