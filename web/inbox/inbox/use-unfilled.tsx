import { useTranslation } from "react-i18next";
import { unfilledIn } from "./canned-text.ts";
import { useAskedFirst } from "./use-asked-first.tsx";

/** Asks before a customer gets a `{{contact.name}}` in the place of a name. */
export function useUnfilled<T>(text: string, act: (given: T) => void) {
  const { t } = useTranslation();
  const unfilled = unfilledIn(text);
  const question = {
    title: t("canned.unfilledTitle", { variables: unfilled.join(" ") }),
    text: t("canned.unfilledText"),
    yes: t("canned.unfilledSend"),
  };
  return useAskedFirst(unfilled.length === 0 ? undefined : question, act);
}
