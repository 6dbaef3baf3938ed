import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "../app/store.ts";
import { Alert } from "../ui/alert.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { problemText } from "../ui/problem-text.ts";
import { type Emoji, findEmoji, groups, loadEmoji, noteEmoji, recentEmoji } from "./emoji.ts";

interface Props {
  readonly onChoose: (emoji: string) => void;
  readonly onClose: () => void;
}

/** Loaded when somebody first asks for it. */
export function EmojiPicker({ onChoose, onClose }: Props) {
  const { t, i18n } = useTranslation();
  const { data: all = [], error } = useQuery({
    queryKey: ["emoji", i18n.language],
    queryFn: () => loadEmoji(i18n.language),
    staleTime: Infinity,
  });
  const [question, setQuestion] = useState("");
  const recent = useStore(recentEmoji);
  const [group, setGroup] = useState<number | "recent">(recent.length > 0 ? "recent" : 0);
  const shown =
    question.trim() !== ""
      ? findEmoji(all, question)
      : group === "recent"
        ? recent.flatMap((one) => all.find(({ emoji }) => emoji === one) ?? [])
        : all.filter((one) => one.group === group);
  const choose = ({ emoji }: Emoji): void => {
    noteEmoji(emoji);
    onClose();
    onChoose(emoji);
  };
  const tabs = [["recent", "🕘"], ...groups] as const;
  return (
    <Dialog isOpen title={t("emoji.title")} onClose={onClose}>
      {error !== null && <Alert>{problemText(error, t)}</Alert>}
      <input
        type="search"
        className="input"
        aria-label={t("emoji.search")}
        placeholder={t("emoji.search")}
        value={question}
        onChange={({ target }) => setQuestion(target.value)}
        autoFocus
      />
      <div role="group" aria-label={t("emoji.groups")} className="my-2 flex flex-wrap">
        {tabs.map(([id, emoji]) => (
          <button
            key={id}
            type="button"
            className="icon-button"
            aria-label={t(`emojiGroup.${id}`)}
            aria-pressed={group === id && question === ""}
            onClick={() => {
              setQuestion("");
              setGroup(id);
            }}
          >
            {emoji}
          </button>
        ))}
      </div>
      <ul
        aria-label={t("emoji.title")}
        className="flex h-64 flex-wrap content-start overflow-y-auto"
      >
        {shown.map((one) => (
          <li key={one.emoji}>
            <button
              type="button"
              className="icon-button text-xl"
              aria-label={one.name}
              title={one.name}
              onClick={() => choose(one)}
            >
              {one.emoji}
            </button>
          </li>
        ))}
      </ul>
      <p role="status" className="text-sm text-soft">
        {question !== "" && shown.length === 0 && all.length > 0 ? t("emoji.nothing") : ""}
      </p>
    </Dialog>
  );
}
