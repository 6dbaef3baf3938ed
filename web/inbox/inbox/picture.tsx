import { useTranslation } from "react-i18next";
import type { Attachment } from "../api/schema.ts";
import { attachmentAddress, pictureSize } from "./attachments.ts";
import { pictureOpen } from "./picture-open.ts";

/** A picture with its place reserved; pressed, it is shown as large as the window. */
export function Picture({
  media,
  isSticker,
}: {
  readonly media: Attachment;
  readonly isSticker: boolean;
}) {
  const { t } = useTranslation();
  const { id, fileName, width, height } = media;
  const size =
    width === null || height === null ? { width: 240, height: 180 } : pictureSize(width, height);
  const name = fileName ?? t(isSticker ? "kind.sticker" : "kind.image");
  const image = (
    <img
      src={attachmentAddress(id, true)}
      alt={name}
      {...size}
      loading="lazy"
      decoding="async"
      className={`h-auto max-w-full rounded-lg ${width === null ? "object-contain" : ""}`}
    />
  );
  if (isSticker) return <span className="block max-w-40">{image}</span>;
  return (
    <button
      type="button"
      aria-label={t("picture.open", { name })}
      className="block max-w-full rounded-lg"
      onClick={() => pictureOpen.set({ id, name: fileName ?? "" })}
    >
      {image}
    </button>
  );
}
