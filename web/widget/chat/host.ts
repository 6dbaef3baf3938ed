import { type ToChat, type ToPage, unwrap, wrap } from "../bridge.ts";

/** The site's page around the chat. */
export interface Host {
  tell(message: ToPage): void;
}

type Hello = Extract<ToChat, { type: "hello" }>;

/**
 * Calls `hear` with what the site's page says, first with its hello, and answers to nobody but the origin that this came
 * from. The frame's policy has decided who may have the chat in a page at all. Opened by itself, it greets itself.
 */
export function meetHost(hear: (message: ToChat) => void): Host {
  let origin: string | undefined;
  if (parent === window) {
    const { language: locale } = navigator;
    const hello: Hello = {
      type: "hello",
      locale,
      dir: "ltr",
      theme: undefined,
      page: { url: location.origin + location.pathname, title: "" },
      identity: undefined,
      isOpen: true,
    };
    queueMicrotask(() => hear(hello));
  }
  addEventListener("message", (event: MessageEvent<unknown>) => {
    const message = unwrap(event.data) as ToChat | undefined;
    if (event.source !== parent || parent === window || message === undefined) return;
    if (message.type === "hello") origin ??= event.origin;
    if (event.origin === origin) hear(message);
  });
  return {
    tell(message) {
      if (origin !== undefined) parent.postMessage(wrap(message), origin);
    },
  };
}
