import { Smile } from "lucide-react";
import { lazy, type RefObject, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "../ui/button.tsx";

const EmojiPicker = lazy(async () => ({
  default: (await import("./emoji-picker.tsx")).EmojiPicker,
}));

interface Props {
  readonly field: RefObject<HTMLTextAreaElement | null>;
  readonly onText: (text: string) => void;
}

/** Puts an emoji where the cursor is. */
export function EmojiButton({ field, onText }: Props) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const insert = (emoji: string): void => {
    const box = field.current;
    if (box === null) return;
    box.setRangeText(emoji, box.selectionStart, box.selectionEnd, "end");
    const at = box.selectionEnd;
    onText(box.value);
    // After the dialog has given the focus back, and the field its new text.
    setTimeout(() => {
      box.focus();
      box.setSelectionRange(at, at);
    }, 50);
  };
  return (
    <>
      <IconButton label={t("emoji.open")} onPress={() => setOpen(true)}>
        <Smile size={20} aria-hidden="true" />
      </IconButton>
      {isOpen && (
        <Suspense>
          <EmojiPicker onChoose={insert} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
