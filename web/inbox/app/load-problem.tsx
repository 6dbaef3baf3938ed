import type { ErrorComponentProps } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Alert } from "../ui/alert.tsx";
import { Button } from "../ui/button.tsx";
import { problemText } from "../ui/problem-text.ts";

/** In the place of a page that couldn't be loaded or drawn. What was being written is kept in the browser. */
export function LoadProblem({ error }: ErrorComponentProps) {
  const { t } = useTranslation();
  const isOffline = !navigator.onLine;
  useEffect(() => {
    if (!isOffline) return;
    const again = (): void => location.reload();
    addEventListener("online", again);
    return () => removeEventListener("online", again);
  }, [isOffline]);
  return (
    <main className="grid min-h-dvh place-content-center gap-4 p-6 text-center">
      <h1 className="text-xl font-semibold">{t(isOffline ? "offline.title" : "problem.title")}</h1>
      <Alert>{isOffline ? t("connection.offline") : problemText(error, t)}</Alert>
      <Button onPress={() => location.reload()}>{t("again")}</Button>
    </main>
  );
}
