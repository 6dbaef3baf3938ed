import { useTranslation } from "react-i18next";
import type { Message } from "../api/schema.ts";
import { shortTime } from "../i18n/times.ts";
import { previewText } from "./preview-text.ts";

interface Props {
  readonly message: Message;
  readonly words: string;
}

const around = 60;

/** Who wrote it, when, and what stands around the words that were looked for. */
export function SearchHit({ message, words }: Props) {
  const { t, i18n } = useTranslation();
  const { author, sentAt } = message;
  return (
    <span className="grid min-w-0 flex-1 gap-0.5">
      <span className="flex items-baseline gap-2">
        <bdi className="min-w-0 flex-1 truncate font-medium">{author.name}</bdi>
        <time dateTime={sentAt} className="flex-none text-xs text-soft">
          {shortTime(sentAt, i18n.language)}
        </time>
      </span>
      <span dir="auto" className="line-clamp-2 text-soft">
        <Marked text={excerptOf(textOf(message), words) || kindOf(message, t)} words={words} />
      </span>
    </span>
  );
}

function kindOf(
  { direction, parts: [part] }: Message,
  t: Parameters<typeof previewText>[1],
): string {
  if (part === undefined) return "";
  return previewText(
    { direction, kind: part.type === "media" ? part.kind : part.type, text: "" },
    t,
  );
}

/** All words of a message, as the search knows it. */
function textOf({ parts }: Message): string {
  return parts
    .map((part) => {
      if (part.type === "text") return part.text.text;
      if (part.type === "media") return [part.caption?.text, part.media.fileName].join(" ");
      if (part.type === "location") return [part.name, part.address].join(" ");
      if (part.type === "contact-card") return [part.name, ...part.phones].join(" ");
      if (part.type === "link") return [part.title, part.url].join(" ");
      if (part.type === "poll") return [part.question, ...part.options].join(" ");
      return part.type === "unsupported" ? part.fallback : (part.label ?? part.value);
    })
    .join(" ")
    .trim();
}

function piecesOf(words: string): readonly string[] {
  return words
    .toLocaleLowerCase()
    .split(/\s+/)
    .filter((piece) => piece !== "" && !/^(from|channel|label|is|before|after):/.test(piece));
}

function excerptOf(text: string, words: string): string {
  const lower = text.toLocaleLowerCase();
  const at = piecesOf(words)
    .map((piece) => lower.indexOf(piece))
    .find((index) => index >= 0);
  if (at === undefined || at < around) return text.slice(0, 4 * around);
  return `…${text.slice(at - around, at + 3 * around)}`;
}

function Marked({ text, words }: { readonly text: string; readonly words: string }) {
  const pieces = piecesOf(words).map((piece) => piece.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  if (pieces.length === 0) return <>{text}</>;
  const parts = text.split(new RegExp(`(${pieces.join("|")})`, "giu"));
  // What was captured stands at the odd places.
  return (
    <>
      {parts.map((part, index) =>
        index % 2 === 1 ? (
          <mark key={index} className="rounded-sm bg-warn-soft text-ink">
            {part}
          </mark>
        ) : (
          part
        ),
      )}
    </>
  );
}
