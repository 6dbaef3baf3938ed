import { useState } from "preact/hooks";
import type { Chat, State } from "./chat.ts";
import { Composer } from "./composer.tsx";
import { Form } from "./form.tsx";
import { Icon } from "./icon.tsx";
import type { Kept } from "./kept.ts";
import { Menu } from "./menu.tsx";
import type { Config } from "./protocol.ts";
import type { Shown } from "./thread.ts";
import { ThreadView } from "./thread-view.tsx";
import { longTime } from "./times.ts";
import { type Locale, type Say, sayIn, type Word } from "./words.ts";

export interface Props {
  readonly chat: Chat;
  readonly state: State;
  readonly kept: Kept;
  readonly locale: Locale;
  readonly say: Say;
}

export function App({ close, ...given }: Omit<Props, "say"> & { readonly close: () => void }) {
  const { chat, state, locale } = given;
  const say = sayIn(locale);
  const props: Props = { ...given, say };
  return (
    <>
      <header>
        <div>
          <h1 dir="auto">{state.config?.name ?? ""}</h1>
          {state.config !== undefined && (
            <Hours hours={state.config.hours} say={say} locale={locale} />
          )}
        </div>
        {state.phase === "talk" && <Menu {...props} />}
        <button type="button" class="icon" aria-label={say("back")} onClick={close}>
          <Icon name="close" />
        </button>
      </header>
      <main>
        {state.phase === "loading" && <p role="status">{say("loading")}</p>}
        {state.phase === "form" && state.config !== undefined && (
          <Form chat={chat} config={state.config} say={say} />
        )}
        {state.phase === "talk" && <Talk key={state.visitor?.id} {...props} />}
        {state.phase === "failed" && <Notice word="problem" again="retry" {...props} />}
        {state.phase === "forgotten" && <Notice word="forgotten" again="start" {...props} />}
        {state.phase === "refused" && <Notice word="refused" {...props} />}
        {state.phase === "sign-in" && <Notice word="signedOnly" {...props} />}
      </main>
    </>
  );
}

function Talk(props: Props) {
  const [quoted, setQuoted] = useState<Shown>();
  return (
    <>
      <ThreadView {...props} onQuote={setQuoted} />
      <Composer {...props} quoted={quoted} onQuoted={() => setQuoted(undefined)} />
    </>
  );
}

function Hours({
  hours: { open, opensAt, replyTime, closedText },
  say,
  locale,
}: {
  readonly hours: Config["hours"];
  readonly say: Say;
  readonly locale: Locale;
}) {
  if (open) return replyTime === undefined ? null : <p>{say("replyTime", { time: replyTime })}</p>;
  return (
    <p>
      {closedText ?? say("closed")}
      {opensAt !== undefined && ` ${say("opensAt", { when: longTime(opensAt, locale) })}`}
    </p>
  );
}

function Notice({
  word,
  again,
  chat,
  say,
}: Props & { readonly word: Word; readonly again?: Word }) {
  return (
    <div class="notice" role="status">
      <p>{say(word)}</p>
      {again !== undefined && (
        <button type="button" class="main" onClick={() => void chat.again()}>
          {say(again)}
        </button>
      )}
    </div>
  );
}
