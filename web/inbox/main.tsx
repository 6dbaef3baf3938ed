import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { I18nProvider } from "react-aria-components";
import "./app/app.css";
import { locale } from "./app/preferences.ts";
import { client } from "./app/query-client.ts";
import { router } from "./app/router.tsx";
import { useStore } from "./app/store.ts";
import { startLanguages } from "./i18n/i18n.ts";
import "./i18n/keys.ts";

function Pages() {
  return (
    <I18nProvider locale={useStore(locale)}>
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </I18nProvider>
  );
}

const place = document.getElementById("root");
if (place === null) throw new Error("index.html has no place for the pages.");
await startLanguages(locale.value);
createRoot(place).render(
  <StrictMode>
    <Pages />
  </StrictMode>,
);
