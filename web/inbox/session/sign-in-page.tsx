import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Doorway } from "./doorway.tsx";
import { SignInForm } from "./sign-in-form.tsx";
import { usePageTitle } from "../app/page-title.ts";

export function SignInPage() {
  const { t } = useTranslation();
  const { next } = useSearch({ from: "/sign-in" });
  const navigate = useNavigate();
  usePageTitle(t("signIn.title"));
  return (
    <Doorway title={t("signIn.title")}>
      <SignInForm onDone={() => void navigate({ href: ownAddress(next) })} />
    </Doorway>
  );
}

/** Only ever an address of ours: whoever wrote the link may have written another. */
function ownAddress(next: string | undefined): string {
  return next !== undefined && /^\/(?:inbox|settings)(?:[/?#]|$)/.test(next) ? next : "/";
}
