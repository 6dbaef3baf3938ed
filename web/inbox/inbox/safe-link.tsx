import type { ReactNode } from "react";

/** The address, when it is one of the web's. `javascript:` and its like are none. */
function webAddress(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, href } = new URL(text);
  return protocol === "https:" || protocol === "http:" ? href : undefined;
}

/** A link to the web, in a page of its own that learns nothing of ours; anything else stays text. */
export function SafeLink({
  href,
  children,
}: {
  readonly href: string;
  readonly children: ReactNode;
}) {
  const address = webAddress(href);
  if (address === undefined) return <span dir="auto">{children}</span>;
  return (
    <a
      href={address}
      title={address}
      target="_blank"
      rel="noopener noreferrer nofollow"
      className="link break-all"
    >
      <bdi>{children}</bdi>
    </a>
  );
}
