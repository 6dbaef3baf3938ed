import { Unlink } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useQueryClient } from "@tanstack/react-query";
import { hub } from "../api/hub.ts";
import type { Contact } from "../api/schema.ts";
import { contactQuery, useAgents } from "../inbox/directory.ts";
import { fullTime, shortTime } from "../i18n/times.ts";
import { useMay } from "../session/session.ts";
import { Alert } from "../ui/alert.tsx";
import { Button, IconButton } from "../ui/button.tsx";
import { Confirm, type Question } from "../ui/confirm.tsx";
import { useAttempt } from "../ui/use-attempt.ts";
import { Address } from "./address.tsx";
import { JoinDialog } from "./join-dialog.tsx";
import { PanelSection } from "./panel-section.tsx";

type Identity = Contact["identities"][number];

/** Where they write from; more can be said to be theirs, and what was joined be taken apart again. */
export function Addresses({ contact }: { readonly contact: Contact }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const mayChange = useMay("contacts:write");
  const [question, setQuestion] = useState<Question>();
  const [isJoining, setJoining] = useState(false);
  const { problem, attempt } = useAttempt();
  const takeApart = (identityId: string): Promise<boolean> =>
    attempt(async () => {
      const params = { contactId: contact.id };
      const left = await hub("takeContactsApart", { params, body: { identityId } });
      client.setQueryData(contactQuery(contact.id).queryKey, left);
    });
  const ask = ({ id, name }: Identity): void =>
    setQuestion({
      title: t("people.apart"),
      text: t("people.apartText", { name }),
      yes: t("people.apart"),
      onYes: () => void takeApart(id),
    });
  return (
    <PanelSection title={t("panel.identities")}>
      <ul className="grid gap-2 text-sm">
        {contact.identities.map((identity) => (
          <li key={identity.id} className="flex items-start gap-1 rounded-lg bg-hover px-3 py-2">
            <span className="grid min-w-0 flex-1 gap-0.5">
              <Address identity={identity} />
              <Joined identity={identity} />
            </span>
            {mayChange && identity.joined !== null && (
              <IconButton
                label={t("people.apartNamed", { name: identity.name })}
                onPress={() => ask(identity)}
              >
                <Unlink size={16} aria-hidden="true" />
              </IconButton>
            )}
          </li>
        ))}
      </ul>
      {problem !== undefined && <Alert>{problem}</Alert>}
      {mayChange && (
        <div>
          <Button small onPress={() => setJoining(true)}>
            {t("people.join")}
          </Button>
        </div>
      )}
      <JoinDialog contact={contact} isOpen={isJoining} onClose={() => setJoining(false)} />
      <Confirm question={question} onClose={() => setQuestion(undefined)} />
    </PanelSection>
  );
}

/** By whose word it is theirs. */
function Joined({ identity: { joined } }: { readonly identity: Identity }) {
  const { t, i18n } = useTranslation();
  const agents = useAgents();
  if (joined === null) return null;
  const who = agents.find(({ id }) => joined.by === `agent:${id}`)?.name;
  const time = shortTime(joined.at, i18n.language);
  return (
    <span className="text-xs text-soft" title={fullTime(joined.at, i18n.language)}>
      {who === undefined ? t("people.joined", { time }) : t("people.joinedBy", { name: who, time })}
    </span>
  );
}
