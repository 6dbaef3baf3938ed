import type { Props } from "./app.tsx";
import { FileView } from "./file-view.tsx";
import { Icon } from "./icon.tsx";
import { RichText } from "./rich-text.tsx";
import type { Shown } from "./thread.ts";
import { clock } from "./times.ts";

/** One message, with what it answers and what became of it. */
export function MessageView({
  message,
  quoted,
  onQuote,
  ...props
}: Props & {
  readonly message: Shown;
  readonly quoted: Shown | undefined;
  readonly onQuote: (message: Shown) => void;
}) {
  const { chat, state, say, locale } = props;
  const { from, agentName, text, spans, file, sentAt, editedAt, deleted, emojis, n } = message;
  const isOwn = from === "visitor";
  const who = isOwn ? say("you") : (agentName ?? say("team"));
  return (
    <article class={isOwn ? "own" : "theirs"} aria-label={`${who}, ${clock(sentAt, locale)}`}>
      {!isOwn && <small class="who">{<bdi>{who}</bdi>}</small>}
      <div class="bubble">
        {deleted === true ? (
          <p class="text gone">{say("deleted")}</p>
        ) : (
          <>
            {quoted !== undefined && (
              <blockquote dir="auto">{quoted.text ?? quoted.file?.fileName ?? ""}</blockquote>
            )}
            {file !== undefined && <FileView file={file} hub={chat.hub} say={say} />}
            {text !== undefined && text !== "" && <RichText text={text} spans={spans} />}
          </>
        )}
      </div>
      {emojis.length > 0 && <span class="emojis">{emojis.join(" ")}</span>}
      <small class="about">
        {editedAt !== undefined && deleted !== true && `${say("edited")} · `}
        <time dateTime={sentAt}>{clock(sentAt, locale)}</time>
        {isOwn && ` · ${n <= state.thread.readUpTo ? say("read") : say("sent")}`}
        {deleted !== true && (
          <button
            type="button"
            class="icon small"
            aria-label={say("reply")}
            onClick={() => onQuote(message)}
          >
            <Icon name="reply" />
          </button>
        )}
      </small>
    </article>
  );
}
