import { find } from "linkifyjs";
import { Fragment, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FormattedText } from "../api/schema.ts";
import { SafeLink } from "./safe-link.tsx";

type Span = NonNullable<FormattedText["spans"]>[number];

/** What the person typed, with its styles and links. */
export function RichText({ text: { text, spans = [] } }: { readonly text: FormattedText }) {
  return (
    <p
      dir="auto"
      className="text-[0.9375rem] break-words whitespace-pre-wrap [overflow-wrap:anywhere]"
    >
      {pieces(text, [...spans, ...linksIn(text, spans)])}
    </p>
  );
}

/** Addresses that nobody marked as links, outside of code and of links that somebody did mark. */
function linksIn(text: string, spans: readonly Span[]): readonly Span[] {
  if (!/[.:]/.test(text)) return [];
  return find(text, "url")
    .filter(
      ({ start, end }) =>
        !spans.some((span) => isTaken(span) && span.start < end && start < span.end),
    )
    .map(({ start, end, href }) => ({ start, end, style: "link", value: href }));
}

function isTaken({ style }: Span): boolean {
  return style === "link" || style === "code" || style === "pre" || style === "mention";
}

/** The text cut wherever a span begins or ends, each piece in all the styles that cover it. */
function pieces(text: string, spans: readonly Span[]): readonly ReactNode[] {
  const cuts = [...new Set([0, text.length, ...spans.flatMap(({ start, end }) => [start, end])])]
    .filter((at) => at >= 0 && at <= text.length)
    .toSorted((a, b) => a - b);
  return cuts.slice(0, -1).map((from, index) => {
    const to = cuts[index + 1] ?? text.length;
    const piece = text.slice(from, to);
    const styled = spans
      .filter(({ start, end }) => start <= from && to <= end)
      .reduce<ReactNode>((inner, span) => <Styled span={span}>{inner}</Styled>, piece);
    return <Fragment key={from}>{styled}</Fragment>;
  });
}

function Styled({
  span: { style, value },
  children,
}: {
  readonly span: Span;
  readonly children: ReactNode;
}) {
  switch (style) {
    case "bold":
      return <strong>{children}</strong>;
    case "italic":
      return <em>{children}</em>;
    case "underline":
      return <u>{children}</u>;
    case "strike":
      return <s>{children}</s>;
    case "code":
    case "pre":
      return <code className="rounded bg-hover px-1 text-sm">{children}</code>;
    case "quote":
      return (
        <q className="border-s-2 border-edge ps-2 italic before:content-none after:content-none">
          {children}
        </q>
      );
    case "spoiler":
      return <Spoiler>{children}</Spoiler>;
    case "mention":
      return <span className="font-medium text-accent">{children}</span>;
    case "link":
      return <SafeLink href={value ?? ""}>{children}</SafeLink>;
  }
}

function Spoiler({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation();
  const [isShown, setShown] = useState(false);
  if (isShown) return <span>{children}</span>;
  return (
    <button
      type="button"
      className="rounded bg-edge px-1 text-surface"
      onClick={() => setShown(true)}
    >
      {t("message.spoiler")}
    </button>
  );
}
