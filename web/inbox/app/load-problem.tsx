import type { ErrorComponentProps } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Alert } from "../ui/alert.tsx";
import { Button } from "../ui/button.tsx";
import { problemText } from "../ui/problem-text.ts";

/** In the place of a page that couldn't be loaded or drawn. What was being written is kept in the browser. */
export function LoadProblem({ error }: ErrorComponentProps) {
  const { t } = useTranslation();
  return (
    <main className="grid min-h-dvh place-content-center gap-4 p-6 text-center">
      <h1 className="text-xl font-semibold">{t("problem.title")}</h1>
      <Alert>{problemText(error, t)}</Alert>
      <Button onPress={() => location.reload()}>{t("again")}</Button>
    </main>
  );
}
