import { ChevronLeft, ChevronRight, Download, X, ZoomIn, ZoomOut } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { Dialog, Modal, ModalOverlay } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { fullTime } from "../i18n/times.ts";
import { IconButton } from "../ui/button.tsx";
import { attachmentAddress } from "./attachments.ts";
import { pictureOpen } from "./picture-open.ts";
import { usePictures } from "./use-pictures.ts";
import { useZoom } from "./use-zoom.ts";

interface Props {
  readonly conversationId: string;
  /** Of the attachment. */
  readonly id: string;
  readonly name: string;
}

/** A picture as large as the window, and those before and after it. */
export function Lightbox({ conversationId, id, name }: Props) {
  const { t } = useTranslation();
  const { picture, hasPrevious, hasNext, go } = usePictures(conversationId, id);
  const close = (): void => pictureOpen.set(undefined);
  const label =
    picture?.caption || picture?.name || name || t("picture.from", { name: picture?.by ?? "" });
  return (
    <ModalOverlay
      isOpen
      isDismissable
      onOpenChange={(open) => !open && close()}
      className="fixed inset-0 z-20 bg-black/90"
    >
      <Modal className="h-full">
        <Dialog aria-label={label} className="h-full outline-none">
          <Viewer
            id={id}
            label={label}
            about={picture && <About {...picture} />}
            caption={picture?.caption ?? ""}
            onPrevious={hasPrevious ? () => void go(-1) : undefined}
            onNext={hasNext ? () => void go(1) : undefined}
            onClose={close}
          />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function About({ by, sentAt }: { readonly by: string; readonly sentAt: string }) {
  const { i18n } = useTranslation();
  return (
    <>
      <bdi className="font-medium">{by}</bdi>{" "}
      <time dateTime={sentAt}>{fullTime(sentAt, i18n.language)}</time>
    </>
  );
}

interface ViewerProps {
  readonly id: string;
  readonly label: string;
  readonly about: ReactNode;
  readonly caption: string;
  readonly onPrevious: (() => void) | undefined;
  readonly onNext: (() => void) | undefined;
  readonly onClose: () => void;
}

/** So many pixels a key moves what is larger than the window. */
const stepPx = 80;

function Viewer({ id, label, about, caption, onPrevious, onNext, onClose }: ViewerProps) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const { scale, transform, handlers, move, closer, further, reset } = useZoom(box, id);
  const [missingId, setMissingId] = useState<string>();
  const isClose = scale > 1;
  const keys: Readonly<Record<string, (() => void) | undefined>> = {
    "+": closer,
    "=": closer,
    "-": further,
    "0": reset,
    ArrowLeft: isClose ? () => move(stepPx, 0) : onPrevious,
    ArrowRight: isClose ? () => move(-stepPx, 0) : onNext,
    ArrowUp: isClose ? () => move(0, stepPx) : undefined,
    ArrowDown: isClose ? () => move(0, -stepPx) : undefined,
    PageUp: onPrevious,
    PageDown: onNext,
  };
  // Wherever the focus is: a click on the picture leaves it to nothing.
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const act = keys[event.key];
      if (act === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      act();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  });
  return (
    <div className="flex h-full flex-col text-white">
      <div className="lightbox-bar flex items-center gap-1 p-2">
        <p role="status" className="min-w-0 flex-1 truncate px-2 text-sm">
          <span className="sr-only">{label} </span>
          {about}
        </p>
        <IconButton
          label={t("picture.further")}
          shortcut="-"
          onPress={further}
          isDisabled={!isClose}
        >
          <ZoomOut size={20} aria-hidden="true" />
        </IconButton>
        <IconButton label={t("picture.closer")} shortcut="+" onPress={closer}>
          <ZoomIn size={20} aria-hidden="true" />
        </IconButton>
        <a
          href={attachmentAddress(id, false)}
          download
          className="icon-button"
          aria-label={t("picture.download")}
          title={t("picture.download")}
        >
          <Download size={20} aria-hidden="true" />
        </a>
        <IconButton label={t("close")} shortcut="Esc" onPress={onClose} autoFocus>
          <X size={20} aria-hidden="true" />
        </IconButton>
      </div>
      <div className="lightbox-bar relative min-h-0 flex-1">
        <div
          ref={box}
          className={`grid h-full touch-none place-items-center overflow-hidden p-2 ${isClose ? "cursor-grab" : "cursor-zoom-in"}`}
          {...handlers}
        >
          {missingId === id ? (
            <p>{t("media.failed")}</p>
          ) : (
            <img
              src={attachmentAddress(id, true)}
              alt={label}
              draggable={false}
              onError={() => setMissingId(id)}
              className="max-h-full min-h-0 max-w-full object-contain select-none"
              style={{ transform }}
            />
          )}
        </div>
        <Turn label={t("picture.previous")} side="start-2" onPress={onPrevious}>
          <ChevronLeft size={28} aria-hidden="true" className="rtl:-scale-x-100" />
        </Turn>
        <Turn label={t("picture.next")} side="end-2" onPress={onNext}>
          <ChevronRight size={28} aria-hidden="true" className="rtl:-scale-x-100" />
        </Turn>
      </div>
      {caption !== "" && (
        <p
          dir="auto"
          className="max-h-24 overflow-auto p-3 text-center text-sm whitespace-pre-wrap"
        >
          {caption}
        </p>
      )}
    </div>
  );
}

interface TurnProps {
  readonly label: string;
  readonly side: string;
  readonly onPress: (() => void) | undefined;
  readonly children: ReactNode;
}

/** Stays where it is at the ends, so that whoever has the focus on it keeps it. */
function Turn({ label, side, onPress, children }: TurnProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      aria-disabled={onPress === undefined}
      onClick={onPress}
      className={`icon-button absolute top-1/2 -translate-y-1/2 bg-black/50 aria-disabled:opacity-30 ${side}`}
    >
      {children}
    </button>
  );
}
