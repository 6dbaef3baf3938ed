import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

export function NotFound() {
  const { t } = useTranslation();
  return (
    <main className="grid min-h-dvh place-content-center gap-4 p-6 text-center">
      <h1 className="text-xl font-semibold">{t("notFound.title")}</h1>
      <Link to="/" className="link">
        {t("notFound.home")}
      </Link>
    </main>
  );
}
