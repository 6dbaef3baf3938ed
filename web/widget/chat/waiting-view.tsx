import type { Props } from "./app.tsx";
import type { Waiting } from "./outbox.ts";

/** A message that the hub hasn't yet. */
export function WaitingView({
  waiting: { id, text, fileName, progress, problem },
  chat,
  state,
  say,
}: Props & { readonly waiting: Waiting }) {
  const now = state.isAway ? say("waiting") : say("sending");
  return (
    <article class="own" aria-label={say("you")}>
      <div class="bubble waiting">
        {fileName !== undefined && (
          <p class="text">
            <bdi>{fileName}</bdi>
          </p>
        )}
        {text !== undefined && (
          <p class="text" dir="auto">
            {text}
          </p>
        )}
        {fileName !== undefined && problem === undefined && (
          <progress value={progress ?? 0} max={1} aria-label={fileName} />
        )}
      </div>
      {problem === undefined ? (
        <small class="about">{now}</small>
      ) : (
        <small class="about problem" role="alert">
          {say("failed")}
          {problem !== "" && `: ${problem}`}
          <button type="button" onClick={() => chat.retry(id)}>
            {say("retry")}
          </button>
          <button type="button" onClick={() => chat.drop(id)}>
            {say("remove")}
          </button>
        </small>
      )}
    </article>
  );
}
