import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { hub, HubError } from "../api/hub.ts";
import type { Contact } from "../api/schema.ts";
import { contactQuery } from "../inbox/directory.ts";
import { Alert } from "../ui/alert.tsx";
import { Button } from "../ui/button.tsx";
import { useAttempt } from "../ui/use-attempt.ts";
import { Address } from "./address.tsx";

interface Props {
  readonly contact: Contact;
  readonly other: Contact;
  readonly onBack: () => void;
  readonly onDone: () => void;
}

/** Both beside each other: whoever joins two must have seen whom. */
export function JoinQuestion({ contact, other, onBack, onDone }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { problem, isBusy, attempt } = useAttempt((error) =>
    error instanceof HubError && error.code === "conflict" ? t("people.changed") : undefined,
  );
  const join = async (): Promise<void> => {
    const isDone = await attempt(async () => {
      const params = { contactId: contact.id };
      const person = await hub("joinContacts", { params, body: { contactId: other.id } });
      client.setQueryData(contactQuery(person.id).queryKey, person);
      await client.invalidateQueries({ queryKey: ["contact", person.id] });
    });
    if (isDone) onDone();
  };
  return (
    <div className="grid gap-4">
      <div className="grid gap-3 sm:grid-cols-2">
        {[contact, other].map((one) => (
          <section key={one.id} aria-label={one.name} className="card grid content-start gap-2">
            <p className="font-semibold break-words">
              <bdi>{one.name}</bdi>
            </p>
            {one.identities.map((identity) => (
              <Address key={identity.id} identity={identity} />
            ))}
          </section>
        ))}
      </div>
      <p className="text-sm text-soft">{t("people.sureText", { name: contact.name })}</p>
      {problem !== undefined && <Alert>{problem}</Alert>}
      <div className="flex flex-wrap justify-end gap-2">
        <Button onPress={onBack} autoFocus>
          {t("back")}
        </Button>
        <Button variant="primary" isDisabled={isBusy} onPress={() => void join()}>
          {t("people.sure")}
        </Button>
      </div>
    </div>
  );
}
