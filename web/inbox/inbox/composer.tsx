import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ChangeEvent, type KeyboardEvent, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Conversation } from "../api/schema.ts";
import { sendKey } from "../app/preferences.ts";
import { randomKey } from "../app/random-key.ts";
import { isComposing, useShortcuts } from "../app/shortcuts.ts";
import { useStore } from "../app/store.ts";
import { useMay, useSession } from "../session/session.ts";
import { AttachButton } from "./attach-button.tsx";
import { capabilitiesQuery } from "./capabilities.ts";
import { ComposerHints } from "./composer-hints.tsx";
import { messagesOf } from "./compose.ts";
import { endDraft, saveDraft, saveDraftNow } from "./draft-sync.ts";
import { draftKey, drafts, type Mode, modes } from "./drafts.ts";
import { useDraftMentions } from "./draft-mentions.ts";
import { type Mention, moveMentions, noteText } from "./mention-spans.ts";
import { ModeSwitch } from "./mode-switch.tsx";
import { EmojiButton } from "./emoji-button.tsx";
import { enqueue, type Outgoing, undoUntil } from "./outgoing.ts";
import { useColleagues, usePen } from "./presence.ts";
import { ObstacleNotice } from "./obstacle-notice.tsx";
import { QuotePreview } from "./quote-preview.tsx";
import { SendButtons } from "./send-buttons.tsx";
import { threadQuery } from "./thread-data.ts";
import { UploadStrip } from "./upload-strip.tsx";
import { useCannedPicker } from "./use-canned-picker.tsx";
import { useCollision } from "./use-collision.tsx";
import { useMentionPicker } from "./use-mention-picker.tsx";
import { useArrowUp } from "./use-arrow-up.tsx";
import { useReachability } from "./use-reachability.ts";
import { useSeenVersion } from "./use-seen-version.ts";
import { useTypingSignal } from "./use-typing-signal.ts";
import { useUnfilled } from "./use-unfilled.tsx";
import { useVoice } from "./use-voice.tsx";
import type { Uploads } from "./uploads.ts";

interface Props {
  readonly conversation: Conversation;
  readonly uploads: Uploads;
  readonly replyTo: string | undefined;
  readonly onReplyTo: (messageId: string | undefined) => void;
}

export function Composer({ conversation, uploads, replyTo, onReplyTo }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { agent } = useSession();
  const maySend = useMay("messages:send");
  const can = useQuery(capabilitiesQuery(conversation.id)).data;
  const field = useRef<HTMLTextAreaElement>(null);
  const modeKey = `${agent.id}/${conversation.id}`;
  const mode: Mode = useStore(modes)[modeKey] ?? "reply";
  const key = draftKey(agent.id, conversation.id, mode);
  const text = useStore(drafts)[key]?.text ?? "";
  const [mentions, setMentions] = useDraftMentions(key, text);
  const obstacle = useReachability(conversation, can);
  const sendsOnEnter = useStore(sendKey) === "enter";
  const seen = useSeenVersion(conversation, text !== "");
  const signal = useTypingSignal(conversation.id, mode === "reply" && can?.typing.send === true);
  const pen = usePen(conversation.id);
  const { writing } = useColleagues(conversation.id);

  const arrowUp = useArrowUp({ conversationId: conversation.id, can, replyTo, onReplyTo });

  const setText = (changed: string, moved: readonly Mention[]): void => {
    setMentions(changed, moved);
    saveDraft(key, changed);
  };
  const isNote = mode === "note";
  const colleagues = useMentionPicker({ field, isNote, text, mentions, onChange: setText });
  const canned = useCannedPicker({ field, text, conversation });
  const pickers = [colleagues, canned];
  const typed = (changed: string): void => {
    setText(changed, moveMentions(mentions, text, changed));
    for (const one of pickers) one.changed();
  };

  const setMode = (to: Mode): void => {
    modes.update((all) => ({ ...all, [modeKey]: to }));
    field.current?.focus();
  };
  useShortcuts({
    reply: () => setMode("reply"),
    note: () => setMode("note"),
  });
  useEffect(() => {
    if (replyTo === undefined) return;
    modes.update((all) => ({ ...all, [modeKey]: "reply" }));
    field.current?.focus();
  }, [replyTo, modeKey]);

  const isBlocked = mode === "reply" && obstacle !== undefined;
  const voice = useVoice({
    can: mode === "note" ? undefined : can,
    isBlocked,
    onDone: uploads.addVoice,
  });
  const isUploading = uploads.files.some(
    ({ upload, error }) => upload === undefined && error === undefined,
  );
  const ready = uploads.files.flatMap(({ upload }) => upload ?? []);
  const isEmpty = text.trim() === "" && ready.length === 0;
  const isHeldBack = [isEmpty, isBlocked, isUploading, can === undefined].some(Boolean);
  const deliver = (afterwards: Outgoing["afterwards"]): void => {
    if (isHeldBack || can === undefined) return;
    const messages = client.getQueryData(threadQuery(conversation.id).queryKey);
    const newest = messages?.pages.flatMap(({ items }) => items).slice(-30) ?? [];
    const parted = messagesOf(noteText(text, mentions), ready, can);
    const draftId = endDraft(key);
    for (const [index, parts] of parted.entries()) {
      enqueue({
        key: index === 0 ? draftId : randomKey(),
        agentId: agent.id,
        conversationId: conversation.id,
        kind: mode,
        parts,
        files: ready.filter(({ id }) =>
          parts.some((part) => part.type === "media" && part.media.attachmentId === id),
        ),
        ...(index === 0 && mode === "reply" && replyTo !== undefined ? { replyTo } : {}),
        ...(index === parted.length - 1 && afterwards !== undefined ? { afterwards } : {}),
        writtenAt: new Date().toISOString(),
        version: seen.version,
        seen: newest.map(({ id }) => id).filter((id) => !seen.unseen.includes(id)),
        state: "waiting",
        ...undoUntil(),
      });
    }
    uploads.clear();
    onReplyTo(undefined);
    signal.stop();
    pen.stopped();
    field.current?.focus();
  };
  const collision = useCollision(mode === "reply" ? writing : [], deliver);
  const unfilled = useUnfilled(mode === "reply" ? text : "", collision.guard);
  const send = (afterwards?: Outgoing["afterwards"]): void => {
    if (!isHeldBack) unfilled.guard(afterwards);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (text === "" && mode === "reply") arrowUp.onKeyDown(event);
    for (const one of pickers) if (!event.defaultPrevented) one.onKeyDown(event);
    if (event.defaultPrevented) return;
    // This Enter takes the Chinese word over; the next one sends.
    if (event.key !== "Enter" || isComposing(event.nativeEvent)) return;
    const withControl = event.ctrlKey || event.metaKey;
    if (!withControl && (!sendsOnEnter || event.shiftKey)) return;
    event.preventDefault();
    send();
  };
  const onChange = ({ target }: ChangeEvent<HTMLTextAreaElement>): void => {
    typed(target.value);
    if (target.value !== "") signal.typed();
    if (target.value !== "" && mode === "reply") pen.typed();
    else pen.stopped();
  };

  if (!maySend) return <p className="p-4 text-sm text-soft">{t("composer.mayNot")}</p>;
  return (
    <form
      aria-label={t("composer.label")}
      className={`grid gap-2 border-t border-line p-3 pb-[max(0.75rem,env(safe-area-inset-bottom))] ${mode === "note" ? "bg-note" : "bg-surface"}`}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div className="flex flex-wrap items-center gap-2">
        <ModeSwitch mode={mode} onChange={setMode} />
        <ComposerHints conversation={conversation} can={can} text={text} mode={mode} seen={seen} />
      </div>
      {isBlocked && <ObstacleNotice obstacle={obstacle} channelId={conversation.channelId} />}
      {replyTo !== undefined && mode === "reply" && (
        <QuotePreview
          conversationId={conversation.id}
          messageId={replyTo}
          onClose={() => onReplyTo(undefined)}
        />
      )}
      {colleagues.list}
      {canned.list}
      <UploadStrip uploads={uploads} can={can} />
      {voice.bar}
      <textarea
        ref={field}
        rows={1}
        dir="auto"
        className="input max-h-[40dvh] min-h-10 w-full resize-none field-sizing-content py-2"
        aria-label={t(mode === "note" ? "composer.note" : "composer.reply")}
        placeholder={t(mode === "note" ? "composer.notePlaceholder" : "composer.placeholder")}
        value={text}
        onChange={onChange}
        onKeyDown={onKeyDown}
        onBlur={() => {
          signal.stop();
          pen.stopped();
          saveDraftNow(key);
          for (const one of pickers) one.close();
        }}
        {...colleagues.aria}
        {...canned.aria}
        onPaste={(event) => {
          const files = [...event.clipboardData.files];
          if (files.length === 0) return;
          event.preventDefault();
          uploads.add(files);
        }}
      />
      <div className="flex items-center gap-2">
        <AttachButton isDisabled={isBlocked} onFiles={uploads.add} />
        {voice.button}
        <EmojiButton field={field} onText={typed} />
        <span className="flex-1" />
        <SendButtons mode={mode} isDisabled={isHeldBack} onSend={send} />
      </div>
      {arrowUp.dialog}
      {unfilled.dialog}
      {collision.dialog}
    </form>
  );
}
