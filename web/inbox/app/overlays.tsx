import { SessionEnded } from "../session/session-ended.tsx";
import { SearchDialog } from "../inbox/search-dialog.tsx";
// Loaded with them, and so there also when the line is cut later.
import "../inbox/conversation-pane.tsx";
import "../ui/modal-dialog.tsx";
import { CommandPalette } from "./command-palette.tsx";
import { ShortcutSheet } from "./shortcut-sheet.tsx";
import { UpdateHint } from "./update-hint.tsx";

/** What may lie over every page. Loaded after it. */
export function Overlays() {
  return (
    <>
      <SessionEnded />
      <CommandPalette />
      <SearchDialog />
      <ShortcutSheet />
      <UpdateHint />
    </>
  );
}
