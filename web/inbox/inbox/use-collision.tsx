import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Confirm } from "../ui/confirm.tsx";
import { listed } from "../i18n/times.ts";

interface Collision<T> {
  /** Does it at once, or when the agent has said yes. */
  readonly guard: (given: T) => void;
  readonly dialog: ReactNode;
}

/** Asks before the customer gets two answers: colleagues named in `writing` are writing one too. */
export function useCollision<T>(writing: readonly string[], act: (given: T) => void): Collision<T> {
  const { t, i18n } = useTranslation();
  const [held, setHeld] = useState<{ readonly given: T }>();
  const names = listed(writing, i18n.language);
  const question = held && {
    title: t("collision.title", { names, count: writing.length }),
    text: t("collision.text"),
    yes: t("collision.send"),
    onYes: () => act(held.given),
  };
  return {
    guard: (given) => (writing.length === 0 ? act(given) : setHeld({ given })),
    dialog: <Confirm question={question} onClose={() => setHeld(undefined)} />,
  };
}
