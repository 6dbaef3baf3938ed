import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSavedViews } from "../inbox/saved-views.ts";
import { viewNames, viewOf } from "../inbox/views.ts";
import { viewLabels } from "../inbox/view-labels.ts";
import { settingsPages } from "../admin/settings-pages.ts";
import { useSession } from "../session/session.ts";
import { Dialog } from "../ui/dialog.tsx";
import { PickField } from "../ui/pick-field.tsx";
import { type Act, actNames, available, keysOf, savedViewActs, useShortcuts } from "./shortcuts.ts";
import { useStore } from "./store.ts";

interface Command {
  readonly id: string;
  readonly name: string;
  readonly keys?: string;
  readonly run: () => void;
}

/** Everything that can be done from here, found by typing. */
export function CommandPalette() {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  useShortcuts({ palette: () => setOpen((open) => !open) });
  return (
    <Dialog isOpen={isOpen} title={t("palette.title")} onClose={() => setOpen(false)}>
      <Search onDone={() => setOpen(false)} />
    </Dialog>
  );
}

function Search({ onDone }: { readonly onDone: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const wanted = text.trim().toLocaleLowerCase();
  const found = useCommands().filter(({ name }) => name.toLocaleLowerCase().includes(wanted));
  const choices = found.map(({ id, name, keys }) => ({
    id,
    content: (
      <>
        {name}
        {keys !== undefined && <kbd className="text-xs text-soft">{keys}</kbd>}
      </>
    ),
  }));
  const choose = (index: number): void => {
    onDone();
    // After the dialog has given the focus back: the command may want it elsewhere.
    setTimeout(() => found[index]?.run(), 50);
  };
  return (
    <div className="grid gap-2">
      <PickField
        label={t("palette.search")}
        listLabel={t("palette.title")}
        text={text}
        onChange={setText}
        choices={choices}
        onChoose={choose}
      />
      <p role="status" className="text-sm text-soft">
        {found.length === 0 ? t("palette.nothing") : ""}
      </p>
    </div>
  );
}

function useCommands(): readonly Command[] {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { permissions } = useSession();
  const hidden: readonly Act[] = [
    "palette",
    "sheetSingle",
    "searchSingle",
    "close",
    // By their names, below.
    ...savedViewActs,
  ];
  const acts = [...useStore(available)]
    .filter(([act]) => !hidden.includes(act))
    .map(([act, run]) => ({ id: act, name: t(actNames[act]), keys: keysOf(act), run }));
  const views = viewNames.map((view) => ({
    id: `view-${view}`,
    name: t("palette.goTo", { place: t(viewLabels[view]) }),
    run: () => void navigate({ to: "/inbox/$view", params: { view } }),
  }));
  const saved = useSavedViews().map(({ id, name, filter }) => ({
    id,
    name: t("palette.goTo", { place: name }),
    run: () => void navigate({ to: "/inbox/$view", params: { view: viewOf(filter) } }),
  }));
  const pages = settingsPages
    .filter(({ needs }) => needs === undefined || permissions.includes(needs))
    .map(({ to, name }) => ({
      id: to,
      name: t("palette.goTo", { place: t(name) }),
      run: () => void navigate({ to }),
    }));
  return [...acts, ...views, ...saved, ...pages];
}
