import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "../ui/dialog.tsx";
import { type Act, actNames, keysOf, useShortcuts } from "./shortcuts.ts";

const shown = Object.keys(actNames) as Act[];

/** Made from the list itself, so that it tells the truth. */
export function ShortcutSheet() {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const toggle = (): void => setOpen((open) => !open);
  useShortcuts({ sheet: toggle, sheetSingle: toggle });
  return (
    <Dialog isOpen={isOpen} title={t("sheet.title")} onClose={() => setOpen(false)}>
      <dl className="grid grid-cols-[1fr_auto] gap-x-6 gap-y-2 text-sm">
        {shown
          .filter((act) => act !== "sheetSingle" && act !== "searchSingle")
          .map((act) => (
            <div key={act} className="contents">
              <dt>{t(actNames[act])}</dt>
              <dd>
                <kbd className="chip">{keysOf(act)}</kbd>
              </dd>
            </div>
          ))}
      </dl>
    </Dialog>
  );
}
