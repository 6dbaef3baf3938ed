/** What the site's page and the chat in its frame say to each other: by postMessage, to an exact origin each time. */

/** The page that the visitor looks at. Without its query and fragment, which may hold secrets of the site's. */
export interface SitePage {
  readonly url: string;
  readonly title: string;
}

export type ToChat =
  /** The first one, when the frame has loaded: tells the chat which origin it talks to. */
  | {
      readonly type: "hello";
      readonly locale: string;
      readonly dir: string;
      readonly theme: string | undefined;
      readonly page: SitePage;
      /** The site's signed token of who has signed in there. */
      readonly identity: string | undefined;
      readonly isOpen: boolean;
    }
  | { readonly type: "shown"; readonly isOpen: boolean }
  | { readonly type: "identify"; readonly identity: string | undefined }
  | { readonly type: "locale"; readonly locale: string }
  | { readonly type: "page"; readonly page: SitePage };

export type ToPage =
  | { readonly type: "look"; readonly colour: string; readonly position: "left" | "right" }
  | { readonly type: "unread"; readonly count: number }
  | { readonly type: "close" }
  /** For who listens with `Switchboard.on`. */
  | { readonly type: "happened"; readonly event: ChatEvent; readonly detail?: unknown };

export type ChatEvent = "ready" | "open" | "close" | "message" | "sent" | "unread";

/** All of ours are wrapped, so that other scripts' messages aren't taken for them. */
export function wrap<M>(message: M): { readonly switchboard: M } {
  return { switchboard: message };
}

/** Undefined for what isn't ours. */
export function unwrap(data: unknown): unknown {
  return typeof data === "object" && data !== null && "switchboard" in data
    ? data.switchboard
    : undefined;
}
