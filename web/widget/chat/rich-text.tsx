import { find } from "linkifyjs";
import type { ComponentChildren } from "preact";
import type { Span } from "./protocol.ts";

/** What somebody typed, with its styles and links: as text, whatever stands in it. */
export function RichText({
  text,
  spans = [],
}: {
  readonly text: string;
  readonly spans?: readonly Span[] | undefined;
}) {
  const all = [...spans, ...linksIn(text, spans)];
  const cuts = [...new Set([0, text.length, ...all.flatMap(({ start, end }) => [start, end])])]
    .filter((at) => at >= 0 && at <= text.length)
    .sort((a, b) => a - b);
  return (
    <p class="text" dir="auto">
      {cuts.slice(0, -1).map((from, index) => {
        const to = cuts[index + 1] ?? text.length;
        return all
          .filter(({ start, end }) => start <= from && to <= end)
          .reduce<ComponentChildren>(styled, text.slice(from, to));
      })}
    </p>
  );
}

/** Addresses that nobody marked, outside of what is marked. */
function linksIn(text: string, spans: readonly Span[]): readonly Span[] {
  const marked = spans.filter(({ style }) => /^(link|code|pre|mention)$/.test(style));
  return find(text, "url")
    .filter(({ start, end }) => !marked.some((span) => span.start < end && start < span.end))
    .map(({ start, end, href }) => ({ start, end, style: "link", value: href }));
}

function styled(inner: ComponentChildren, { style, value = "" }: Span): ComponentChildren {
  switch (style) {
    case "bold":
      return <strong>{inner}</strong>;
    case "italic":
      return <em>{inner}</em>;
    case "underline":
      return <u>{inner}</u>;
    case "strike":
      return <s>{inner}</s>;
    case "code":
    case "pre":
      return <code>{inner}</code>;
    case "link":
      return <SafeLink href={value}>{inner}</SafeLink>;
    default:
      return inner;
  }
}

/** A link only where it leads to the web; it takes nothing of this page along. */
function SafeLink({
  href,
  children,
}: {
  readonly href: string;
  readonly children: ComponentChildren;
}) {
  if (!/^https?:\/\//i.test(href)) return <>{children}</>;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  );
}
