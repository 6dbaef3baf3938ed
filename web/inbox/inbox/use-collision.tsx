import { useTranslation } from "react-i18next";
import { listed } from "../i18n/times.ts";
import { useAskedFirst } from "./use-asked-first.tsx";

/** Asks before the customer gets two answers: colleagues named in `writing` are writing one too. */
export function useCollision<T>(writing: readonly string[], act: (given: T) => void) {
  const { t, i18n } = useTranslation();
  const names = listed(writing, i18n.language);
  const question = {
    title: t("collision.title", { names, count: writing.length }),
    text: t("collision.text"),
    yes: t("collision.send"),
  };
  return useAskedFirst(writing.length === 0 ? undefined : question, act);
}
