import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { usePageTitle } from "../app/page-title.ts";
import {
  type Act,
  actNames,
  chosenKeys,
  codesOf,
  codesPressed,
  isComposing,
  keysOf,
} from "../app/shortcuts.ts";
import { useStore } from "../app/store.ts";
import { Alert } from "../ui/alert.tsx";
import { Button } from "../ui/button.tsx";

/** Escape stays what gets one out of everything. */
const acts = (Object.keys(actNames) as Act[]).filter((act) => act !== "close");

/** What a single key does apart from its longer twin. */
const single: Partial<typeof actNames> = {
  sheetSingle: "keys.sheetSingle",
  searchSingle: "keys.searchSingle",
};

/** Needed where one writes, or by the browser, which doesn't ask us first. */
const taken =
  /^(\$mod\+Key[ACVXZTNWR]|(Shift\+)?(Enter|Tab|Space|Backspace|Delete|Home|End|Arrow\w+|Page\w+))$/;

/** Which keys do what, for the agent to choose. Kept in this browser. */
export function ShortcutsPage() {
  const { t } = useTranslation();
  const chosen = useStore(chosenKeys);
  const [recorded, setRecorded] = useState<Act>();
  const [problem, setProblem] = useState<string>();
  usePageTitle(t("settings.shortcuts"));

  useEffect(() => {
    if (recorded === undefined) return undefined;
    const take = (event: KeyboardEvent): void => {
      if (isComposing(event)) return;
      // What is pressed here does nothing else.
      event.preventDefault();
      event.stopImmediatePropagation();
      const codes = codesPressed(event);
      if (codes === undefined) return;
      setRecorded(undefined);
      if (codes === "Escape") return;
      const other = acts.find((act) => act !== recorded && codesOf(act) === codes);
      if (other !== undefined) setProblem(t("keys.used", { act: t(actNames[other]) }));
      else if (taken.test(codes)) setProblem(t("keys.taken"));
      else chosenKeys.update((all) => ({ ...all, [recorded]: codes }));
    };
    addEventListener("keydown", take, { capture: true });
    return () => removeEventListener("keydown", take, { capture: true });
  }, [recorded, t]);

  const nameOf = (act: Act): string => t(single[act] ?? actNames[act]);
  const reset = (act: Act): void => {
    const { [act]: _, ...others } = chosen;
    // Somebody else may have taken its old keys meanwhile.
    chosenKeys.set(others);
    const other = acts.find((one) => one !== act && codesOf(one) === codesOf(act));
    if (other === undefined) return;
    chosenKeys.set(chosen);
    setProblem(t("keys.used", { act: nameOf(other) }));
  };
  return (
    <>
      <h1 className="text-2xl font-semibold">{t("settings.shortcuts")}</h1>
      {problem !== undefined && <Alert>{problem}</Alert>}
      <section className="card grid gap-2">
        <p className="text-sm text-soft">{t("keys.intro")}</p>
        <ul className="grid gap-1">
          {acts.map((act) => (
            <li key={act} className="flex min-h-9 flex-wrap items-center gap-3 text-sm">
              <span className="flex-1">{nameOf(act)}</span>
              {chosen[act] !== undefined && (
                <Button
                  small
                  aria-label={t("keys.resetOne", { act: nameOf(act) })}
                  onPress={() => reset(act)}
                >
                  {t("keys.reset")}
                </Button>
              )}
              <Button
                small
                aria-label={
                  recorded === act
                    ? `${nameOf(act)}: ${t("keys.press")}`
                    : t("keys.change", { act: nameOf(act), keys: keysOf(act) })
                }
                onPress={() => {
                  setProblem(undefined);
                  setRecorded(act);
                }}
              >
                {recorded === act ? t("keys.press") : <kbd>{keysOf(act)}</kbd>}
              </Button>
            </li>
          ))}
        </ul>
        <p role="status" className="sr-only">
          {recorded === undefined ? "" : t("keys.press")}
        </p>
        <div>
          <Button onPress={() => chosenKeys.set({})}>{t("keys.resetAll")}</Button>
        </div>
      </section>
    </>
  );
}
