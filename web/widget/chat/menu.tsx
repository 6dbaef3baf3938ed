import { useEffect, useRef, useState } from "preact/hooks";
import type { Props } from "./app.tsx";
import { HubError } from "./hub.ts";
import { Icon } from "./icon.tsx";

/** The sound, and the right to be forgotten. */
export function Menu({ chat, kept, say }: Props) {
  const boxRef = useRef<HTMLDivElement>(null);
  const [isOpen, setOpen] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const [hasFailed, setFailed] = useState(false);
  const [isSilent, setSilent] = useState(kept.get("sound") === "off");
  const close = (): void => {
    setOpen(false);
    setAsking(false);
  };
  useEffect(() => {
    if (!isOpen) return;
    const escape = (event: KeyboardEvent): void => {
      if (event.key !== "Escape") return;
      // The chat itself stays open.
      event.stopPropagation();
      setOpen(false);
      setAsking(false);
      boxRef.current?.querySelector("button")?.focus();
    };
    addEventListener("keydown", escape, { capture: true });
    return () => removeEventListener("keydown", escape, { capture: true });
  }, [isOpen]);
  const forget = async (): Promise<void> => {
    setFailed(false);
    try {
      await chat.forget();
    } catch (error) {
      if (!(error instanceof HubError)) throw error;
      setFailed(true);
    }
  };
  const turnSound = (): void => {
    kept.set("sound", isSilent ? undefined : "off");
    setSilent(!isSilent);
    close();
  };
  return (
    <div class="menu" ref={boxRef}>
      <button
        type="button"
        class="icon"
        aria-label={say("menu")}
        aria-expanded={isOpen}
        onClick={() => (isOpen ? close() : setOpen(true))}
      >
        <Icon name="menu" />
      </button>
      {isOpen && (
        <div class="choices">
          {isAsking ? (
            <>
              <p role="alert">{hasFailed ? say("problem") : say("forgetText")}</p>
              <button type="button" class="danger" onClick={() => void forget()}>
                {say("forgetYes")}
              </button>
              <button type="button" onClick={close}>
                {say("cancel")}
              </button>
            </>
          ) : (
            <>
              <button type="button" onClick={turnSound}>
                {isSilent ? say("soundOn") : say("soundOff")}
              </button>
              <button type="button" onClick={() => setAsking(true)}>
                {say("forget")}
              </button>
            </>
          )}
        </div>
      )}
    </div>
  );
}
