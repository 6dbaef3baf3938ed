import { Fragment } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Props } from "./app.tsx";
import { HubError } from "./hub.ts";
import { MessageView } from "./message-view.tsx";
import type { Shown } from "./thread.ts";
import { day } from "./times.ts";
import { WaitingView } from "./waiting-view.tsx";

/** What was said, by days. It stays at its end as long as the visitor is there, and where they read otherwise. */
export function ThreadView(props: Props & { readonly onQuote: (message: Shown) => void }) {
  const { chat, state, say, locale } = props;
  const { messages, first } = state.thread;
  const boxRef = useRef<HTMLDivElement>(null);
  const atEndRef = useRef(true);
  const fromEndRef = useRef(0);
  const [isLoading, setLoading] = useState(false);
  const isTyping = useTyping(state.typingUntil);

  const older = async (): Promise<void> => {
    setLoading(true);
    try {
      await chat.older();
    } catch (error) {
      // The button stays: it can be pressed again.
      if (!(error instanceof HubError)) throw error;
    }
    setLoading(false);
  };
  const scrolled = (pane: HTMLDivElement): void => {
    fromEndRef.current = pane.scrollHeight - pane.scrollTop;
    atEndRef.current = fromEndRef.current - pane.clientHeight < 40;
    if (pane.scrollTop < 60 && state.hasOlder && !isLoading) void older();
  };
  // Older ones came in above: the line that is read stays where it is.
  useLayoutEffect(() => {
    const pane = boxRef.current;
    if (pane !== null && !atEndRef.current) pane.scrollTop = pane.scrollHeight - fromEndRef.current;
  }, [first]);
  useLayoutEffect(() => {
    const pane = boxRef.current;
    if (pane !== null && atEndRef.current) pane.scrollTop = pane.scrollHeight;
  });

  const byId = new Map(messages.map((message) => [message.id, message]));
  const waiting = state.waiting.filter(({ id }) => !byId.has(id));
  const latest = messages.at(-1);
  return (
    <>
      {state.isAway && (
        <p class="away" role="status">
          {say("away")}
        </p>
      )}
      <div
        class="thread"
        ref={boxRef}
        role="region"
        aria-label={say("thread")}
        tabIndex={0}
        onScroll={(event) => scrolled(event.currentTarget)}
      >
        {state.hasOlder && (
          <button type="button" disabled={isLoading} onClick={() => void older()}>
            {isLoading ? say("loading") : say("older")}
          </button>
        )}
        {!state.hasOlder && state.config?.greeting !== undefined && (
          <p class="greeting" dir="auto">
            {state.config.greeting}
          </p>
        )}
        {messages.map((message, at) => {
          const date = day(message.sentAt, locale, say);
          const before = messages[at - 1];
          return (
            <Fragment key={message.id}>
              {(before === undefined || day(before.sentAt, locale, say) !== date) && (
                <h2 class="day">{date}</h2>
              )}
              <MessageView {...props} message={message} quoted={byId.get(message.replyTo ?? "")} />
            </Fragment>
          );
        })}
        {waiting.map((one) => (
          <WaitingView key={one.id} {...props} waiting={one} />
        ))}
        {isTyping && (
          <p class="typing" role="status">
            {say("team")} {say("typing")}
          </p>
        )}
      </div>
      <p class="unseen" aria-live="polite">
        {latest?.from === "agent" &&
          `${say("newMessage")}: ${latest.text ?? latest.file?.fileName ?? ""}`}
      </p>
    </>
  );
}

function useTyping(until: number): boolean {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    setNow(Date.now());
    const left = until - Date.now();
    if (left <= 0) return;
    const timer = setTimeout(() => setNow(Date.now()), left);
    return () => clearTimeout(timer);
  }, [until]);
  return until > now;
}
