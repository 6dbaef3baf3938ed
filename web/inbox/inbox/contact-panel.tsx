import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Pencil, X } from "lucide-react";
import { type SubmitEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { hub } from "../api/hub.ts";
import type { Contact, Conversation } from "../api/schema.ts";
import { isComposing } from "../app/shortcuts.ts";
import { shortTime } from "../i18n/times.ts";
import { useMay } from "../session/session.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Button, IconButton } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { textIn } from "../ui/form-text.ts";
import { contactQuery, useChannel } from "./directory.ts";
import { Labels } from "./labels.tsx";

interface Props {
  readonly conversation: Conversation;
  readonly onClose: () => void;
}

/** Who it is, where else they write from, and what was said before. A drawer where there is no room beside the thread. */
export function ContactPanel({ conversation, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <aside
      aria-label={t("panel.title")}
      className="absolute inset-y-0 end-0 z-10 flex w-80 max-w-full flex-none flex-col gap-6 overflow-y-auto border-s border-line bg-surface p-4 shadow-xl lg:static lg:w-[min(var(--panel-width),30vw)] lg:shadow-none"
    >
      <div className="flex justify-end lg:hidden">
        <IconButton label={t("panel.hide")} onPress={onClose}>
          <X size={18} aria-hidden="true" />
        </IconButton>
      </div>
      {conversation.contactId === null ? (
        <p className="text-sm text-soft">{t("panel.group")}</p>
      ) : (
        <Person contactId={conversation.contactId} current={conversation.id} />
      )}
      <Labels conversation={conversation} />
    </aside>
  );
}

function Person({ contactId, current }: { readonly contactId: string; readonly current: string }) {
  const { t } = useTranslation();
  const { data: contact } = useQuery(contactQuery(contactId));
  if (contact === undefined) return null;
  return (
    <>
      <Name contact={contact} />
      <section aria-labelledby="identities" className="grid gap-2">
        <h2 id="identities" className="text-xs font-medium text-soft">
          {t("panel.identities")}
        </h2>
        <ul className="grid gap-2 text-sm">
          {contact.identities.map((identity) => (
            <Identity key={identity.id} identity={identity} />
          ))}
        </ul>
      </section>
      <Others contactId={contactId} current={current} />
    </>
  );
}

function Name({ contact }: { readonly contact: Contact }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const mayChange = useMay("contacts:write");
  const [isEditing, setEditing] = useState(false);
  const save = async (event: SubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const name = textIn(new FormData(event.currentTarget), "name").trim();
    if (name !== "" && name !== contact.name) {
      const params = { contactId: contact.id };
      client.setQueryData(
        contactQuery(contact.id).queryKey,
        await hub("changeContact", { params, body: { name } }),
      );
    }
    setEditing(false);
  };
  if (isEditing) {
    return (
      <form className="grid gap-2" onSubmit={(event) => void save(event)}>
        <Field
          label={t("panel.name")}
          name="name"
          defaultValue={contact.name}
          maxLength={200}
          required
          autoFocus
          onKeyDown={(event) => {
            if (event.key !== "Escape" || isComposing(event.nativeEvent)) return;
            event.preventDefault();
            setEditing(false);
          }}
        />
        <Button small type="submit">
          {t("save")}
        </Button>
      </form>
    );
  }
  return (
    <div className="flex items-center gap-3">
      <Avatar name={contact.name} />
      <p className="min-w-0 flex-1 font-semibold break-words">
        <bdi>{contact.name}</bdi>
      </p>
      {mayChange && (
        <IconButton label={t("panel.rename")} onPress={() => setEditing(true)}>
          <Pencil size={16} aria-hidden="true" />
        </IconButton>
      )}
    </div>
  );
}

function Identity({ identity }: { readonly identity: Contact["identities"][number] }) {
  const { t } = useTranslation();
  const channel = useChannel(identity.channelId);
  return (
    <li className="grid gap-0.5 rounded-lg bg-hover px-3 py-2 break-words">
      <bdi className="text-xs text-soft">{channel?.name ?? t("panel.deletedChannel")}</bdi>
      <bdi>
        {identity.name}
        {identity.isBot && ` (${t("panel.bot")})`}
      </bdi>
      {identity.aliases.map((alias) => (
        <bdi key={alias} className="text-xs text-soft">
          {alias.replace(/^username:/, "@").replace(/^phone:/, "☎ ")}
        </bdi>
      ))}
    </li>
  );
}

function Others({ contactId, current }: { readonly contactId: string; readonly current: string }) {
  const { t, i18n } = useTranslation();
  const { data } = useQuery({
    queryKey: ["conversations-of", contactId],
    queryFn: ({ signal }) =>
      hub("listConversations", { query: { contact: contactId, limit: 20 }, signal }),
    staleTime: 0,
  });
  const others = data?.items.filter(({ id }) => id !== current) ?? [];
  return (
    <section aria-labelledby="others" className="grid gap-2">
      <h2 id="others" className="text-xs font-medium text-soft">
        {t("panel.others")}
      </h2>
      {others.length === 0 && <p className="text-sm text-soft">{t("panel.noOthers")}</p>}
      <ul className="grid gap-1">
        {others.map((other) => (
          <li key={other.id}>
            <Link
              to="/inbox/$view/$conversationId"
              params={{ view: "open", conversationId: other.id }}
              className="flex min-h-8 justify-between gap-2 rounded-lg px-2 py-1 text-sm hover:bg-hover"
            >
              <bdi className="truncate">{other.title}</bdi>
              <span className="flex-none text-xs text-soft">
                {shortTime(other.lastActivityAt, i18n.language)}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
