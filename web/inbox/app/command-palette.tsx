import { useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { viewNames } from "../inbox/views.ts";
import { viewLabels } from "../inbox/view-labels.ts";
import { settingsPages } from "../admin/settings-pages.ts";
import { useSession } from "../session/session.ts";
import { Dialog } from "../ui/dialog.tsx";
import { type Act, actNames, available, isComposing, keysOf, useShortcuts } from "./shortcuts.ts";
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
  const [at, setAt] = useState(0);
  const listId = useId();
  const wanted = text.trim().toLocaleLowerCase();
  const found = useCommands().filter(({ name }) => name.toLocaleLowerCase().includes(wanted));
  const active = Math.min(at, found.length - 1);
  const choose = (command: Command | undefined): void => {
    onDone();
    // After the dialog has given the focus back: the command may want it elsewhere.
    setTimeout(() => command?.run(), 50);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (isComposing(event.nativeEvent)) return;
    if (event.key === "ArrowDown") setAt(Math.min(active + 1, found.length - 1));
    else if (event.key === "ArrowUp") setAt(Math.max(active - 1, 0));
    else if (event.key === "Enter") choose(found[active]);
    else return;
    event.preventDefault();
  };
  return (
    <div className="grid gap-2">
      <input
        className="input"
        role="combobox"
        aria-label={t("palette.search")}
        aria-expanded="true"
        aria-controls={listId}
        aria-activedescendant={found.length === 0 ? undefined : `${listId}-${active}`}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
        autoFocus
      />
      <ul
        id={listId}
        role="listbox"
        aria-label={t("palette.title")}
        className="max-h-80 overflow-auto"
      >
        {found.map((command, index) => (
          <li
            key={command.id}
            id={`${listId}-${index}`}
            role="option"
            aria-selected={index === active}
            ref={(row) => {
              if (index === active) row?.scrollIntoView({ block: "nearest" });
            }}
            className="flex items-center justify-between gap-4 rounded-md px-3 py-2 text-sm aria-selected:bg-selected"
            onClick={() => choose(command)}
          >
            {command.name}
            {command.keys !== undefined && <kbd className="text-xs text-soft">{command.keys}</kbd>}
          </li>
        ))}
      </ul>
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
  const hidden: readonly Act[] = ["palette", "sheetSingle", "searchSingle", "close"];
  const acts = [...useStore(available)]
    .filter(([act]) => !hidden.includes(act))
    .map(([act, run]) => ({ id: act, name: t(actNames[act]), keys: keysOf(act), run }));
  const views = viewNames.map((view) => ({
    id: `view-${view}`,
    name: t("palette.goTo", { place: t(viewLabels[view]) }),
    run: () => void navigate({ to: "/inbox/$view", params: { view } }),
  }));
  const pages = settingsPages
    .filter(({ needs }) => needs === undefined || permissions.includes(needs))
    .map(({ to, name }) => ({
      id: to,
      name: t("palette.goTo", { place: t(name) }),
      run: () => void navigate({ to }),
    }));
  return [...acts, ...views, ...pages];
}
