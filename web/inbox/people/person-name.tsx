import { useQueryClient } from "@tanstack/react-query";
import { Pencil } from "lucide-react";
import { type SubmitEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { hub } from "../api/hub.ts";
import type { Contact } from "../api/schema.ts";
import { isComposing } from "../app/shortcuts.ts";
import { contactQuery } from "../inbox/directory.ts";
import { useMay } from "../session/session.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Button, IconButton } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { textIn } from "../ui/form-text.ts";

/** What we call them; what the platforms call them stands with their addresses. */
export function PersonName({ contact }: { readonly contact: Contact }) {
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
