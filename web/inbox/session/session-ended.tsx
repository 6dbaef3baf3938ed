import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useStore } from "../app/store.ts";
import { Dialog } from "../ui/dialog.tsx";
import { sessionEnded, useSession } from "./session.ts";
import { SignInForm } from "./sign-in-form.tsx";

/** Over the page, which stays as it was: nobody loses what they were writing. */
export function SessionEnded() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { agent } = useSession();
  const isOver = useStore(sessionEnded);
  return (
    <Dialog isOpen={isOver} title={t("session.over")} role="alertdialog">
      <p className="mb-4 text-sm text-soft">{t("session.overText")}</p>
      <SignInForm
        email={agent.email}
        onDone={(session) => {
          // Somebody else: nothing of the page is theirs.
          if (session.agent.id !== agent.id) location.assign("/");
          sessionEnded.set(false);
          void client.invalidateQueries();
        }}
      />
    </Dialog>
  );
}
