import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { en } from "./en.ts";

export type Locale = "en" | "zh-CN";
export const locales: Readonly<Record<Locale, string>> = { en: "English", "zh-CN": "中文" };

export function isLocale(value: unknown): value is Locale {
  return value === "en" || value === "zh-CN";
}

export async function startLanguages(locale: Locale): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: locale,
    resources: { [locale]: { translation: await catalogue(locale) } },
    keySeparator: false,
    nsSeparator: false,
    // React escapes what it shows.
    interpolation: { escapeValue: false },
  });
  tellDocument(locale);
}

/** Everything on the page is in the new language at once. */
export async function changeLocale(locale: Locale): Promise<void> {
  i18next.addResourceBundle(locale, "translation", await catalogue(locale));
  await i18next.changeLanguage(locale);
  tellDocument(locale);
}

/** Chinese is fetched by who reads it. */
async function catalogue(locale: Locale): Promise<Readonly<Record<string, string>>> {
  return locale === "en" ? en : (await import("./zh-CN.ts")).zhCN;
}

function tellDocument(locale: Locale): void {
  document.documentElement.lang = locale;
  document.documentElement.dir = i18next.dir(locale);
}
