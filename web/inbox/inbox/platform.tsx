import type { TFunction } from "i18next";
import type { en } from "../i18n/en.ts";

interface Platform {
  readonly name: keyof typeof en;
  /** Drawn by ourselves, 16 by 16, in one colour; `evenodd`, so that a shape within another is a hole. */
  readonly path: string;
}

const bubble = "M3 2h10a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2H7l-4 3v-3a2 2 0 0 1-2-2V4a2 2 0 0 1 2-2z";

const platforms: Readonly<Record<string, Platform>> = {
  // A paper plane.
  telegram: {
    name: "platform.telegram",
    path: "M1 7.5 15 1.5 12.5 14 8 10.8 5.8 14V9.6L11 5 4.5 9z",
  },
  // A telephone's handset.
  whatsapp: {
    name: "platform.whatsapp",
    path: "M4.5 1.5 6.6 5 5.2 6.6a8 8 0 0 0 4.2 4.2L11 9.4l3.5 2.1c-.3 1.9-1.6 3-3.2 3C6.3 14.2 1.8 9.7 1.5 4.7c0-1.6 1.1-2.9 3-3.2z",
  },
  // Two who talk.
  wechat: {
    name: "platform.wechat",
    path: "M6 1.5c3 0 5.3 1.9 5.3 4.3H11C7.9 5.8 5.6 7.8 5.6 10.2l-2.6 1.3.6-2.2C2.1 8.5.700 7.3.700 5.8.700 3.4 3 1.5 6 1.5zM11 7c2.5 0 4.4 1.6 4.4 3.5 0 1.1-.7 2.1-1.7 2.7l.4 1.6-1.9-.9-1.2.2c-2.5 0-4.4-1.6-4.4-3.6S8.5 7 11 7z",
  },
  // Somebody made up: a face.
  practice: {
    name: "platform.practice",
    path: "M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1zM4.5 5.5v2h2v-2zm5 0v2h2v-2zM4.5 10c1.5 3 5.5 3 7 0z",
  },
  // A word with three lines.
  webchat: { name: "platform.webchat", path: `${bubble}M4 5v1h8V5zm0 3v1h5V8z` },
};

/** As people call it; an adapter of somebody else's goes by its own name. */
export function platformName(adapter: string, t: TFunction): string {
  const platform = platforms[adapter];
  return platform === undefined ? adapter : t(platform.name);
}

export function PlatformMark({ adapter }: { readonly adapter: string }) {
  const platform = platforms[adapter];
  if (platform === undefined) return <span aria-hidden="true">{adapter.slice(0, 1)}</span>;
  return (
    <svg viewBox="0 0 16 16" className="size-3" aria-hidden="true" data-platform={adapter}>
      <path d={platform.path} fill="currentColor" fillRule="evenodd" />
    </svg>
  );
}
