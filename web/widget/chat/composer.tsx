import { useEffect, useRef, useState } from "preact/hooks";
import type { Props } from "./app.tsx";
import { Icon } from "./icon.tsx";
import type { Shown } from "./thread.ts";

const typingEveryMs = 4000;

/** Where the visitor writes. What isn't sent stays in the browser. */
export function Composer({
  chat,
  state,
  kept,
  say,
  quoted,
  onQuoted,
}: Props & { readonly quoted: Shown | undefined; readonly onQuoted: () => void }) {
  const [text, setText] = useState(kept.get("draft") ?? "");
  const [problem, setProblem] = useState<string>();
  const typedAtRef = useRef(0);
  const fieldRef = useRef<HTMLTextAreaElement>(null);
  const pickerRef = useRef<HTMLInputElement>(null);
  const limits = state.config?.limits;
  const tooMuch = text.length - (limits?.textLength ?? Infinity);

  useEffect(() => {
    if (quoted !== undefined) fieldRef.current?.focus();
  }, [quoted]);

  const write = (words: string): void => {
    setText(words);
    kept.set("draft", words === "" ? undefined : words);
    if (words !== "" && Date.now() - typedAtRef.current > typingEveryMs) {
      typedAtRef.current = Date.now();
      chat.typing(true);
    }
  };
  const send = (): void => {
    if (text.trim() === "" || tooMuch > 0) return;
    chat.send(text.trim(), quoted?.id);
    write("");
    if (typedAtRef.current > 0) chat.typing(false);
    typedAtRef.current = 0;
    onQuoted();
    fieldRef.current?.focus();
  };
  const attach = (files: readonly File[]): void => {
    setProblem(undefined);
    for (const file of files) {
      const { name } = file;
      if (limits !== undefined && file.size > limits.fileBytes) {
        const limit = Math.floor(limits.fileBytes / 1_000_000);
        setProblem(say("tooLarge", { name, limit }));
      } else if (limits !== undefined && !fits(file.type, limits.fileTypes)) {
        setProblem(say("wrongType", { name }));
      } else chat.sendFile(file);
    }
  };
  useDrop(attach);

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {quoted !== undefined && (
        <p class="quoting">
          <bdi>
            {say("quote", { text: (quoted.text ?? quoted.file?.fileName ?? "").slice(0, 80) })}
          </bdi>
          <button type="button" class="icon small" aria-label={say("cancel")} onClick={onQuoted}>
            <Icon name="close" />
          </button>
        </p>
      )}
      {(problem !== undefined || tooMuch > 0) && (
        <p role="alert" class="problem">
          {tooMuch > 0 ? say("tooLong", { count: tooMuch }) : problem}
        </p>
      )}
      <div class="line">
        <button
          type="button"
          class="icon"
          aria-label={say("attach")}
          onClick={() => pickerRef.current?.click()}
        >
          <Icon name="attach" />
        </button>
        <input
          ref={pickerRef}
          type="file"
          multiple
          hidden
          accept={limits?.fileTypes.join(",")}
          onChange={(event) => {
            attach([...(event.currentTarget.files ?? [])]);
            event.currentTarget.value = "";
          }}
        />
        <textarea
          ref={fieldRef}
          rows={1}
          dir="auto"
          aria-label={say("message")}
          placeholder={say("message")}
          enterkeyhint="send"
          value={text}
          onInput={(event) => write(event.currentTarget.value)}
          onKeyDown={(event) => {
            // 229 is Safari's word for an Enter that belongs to the input method.
            // oxlint-disable-next-line typescript/no-deprecated -- nothing else tells it.
            const isComposing = event.isComposing || event.keyCode === 229;
            if (event.key !== "Enter" || event.shiftKey || isComposing) return;
            event.preventDefault();
            send();
          }}
          onPaste={(event) => {
            const files = [...(event.clipboardData?.files ?? [])];
            if (files.length === 0) return;
            event.preventDefault();
            attach(files);
          }}
        />
        <button type="submit" class="icon send" aria-label={say("send")}>
          <Icon name="send" />
        </button>
      </div>
    </form>
  );
}

/** Anywhere on the chat. */
function useDrop(attach: (files: readonly File[]) => void): void {
  const latestRef = useRef(attach);
  useEffect(() => {
    latestRef.current = attach;
  }, [attach]);
  useEffect(() => {
    const over = (event: DragEvent): void => event.preventDefault();
    const drop = (event: DragEvent): void => {
      event.preventDefault();
      latestRef.current([...(event.dataTransfer?.files ?? [])]);
    };
    document.addEventListener("dragover", over);
    document.addEventListener("drop", drop);
    return () => {
      document.removeEventListener("dragover", over);
      document.removeEventListener("drop", drop);
    };
  }, []);
}

function fits(type: string, allowed: readonly string[]): boolean {
  return allowed.some(
    (one) =>
      one === type || one === "*/*" || (one.endsWith("/*") && type.startsWith(one.slice(0, -1))),
  );
}
