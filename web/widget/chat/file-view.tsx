import { useEffect, useState } from "preact/hooks";
import type { Hub } from "./hub.ts";
import { HubError } from "./hub.ts";
import { Icon } from "./icon.tsx";
import type { StoredFile } from "./protocol.ts";
import type { Say } from "./words.ts";

interface Props {
  readonly file: StoredFile;
  readonly hub: Hub;
  readonly say: Say;
}

const picture = /^image\/(png|jpeg|gif|webp|avif)$/;

/** A picture by itself, the rest when it is asked for: fetched with the visitor's token, shown from memory. */
export function FileView({ file, hub, say }: Props) {
  const isPicture = picture.test(file.mimeType);
  const [isWanted, setWanted] = useState(isPicture);
  const [address, setAddress] = useState<string>();
  const [hasFailed, setFailed] = useState(false);
  useEffect(() => {
    if (!isWanted) return;
    let made: string | undefined;
    let isOver = false;
    hub.file(file.fileId).then(
      (bytes) => {
        if (isOver) return;
        made = URL.createObjectURL(bytes);
        setAddress(made);
      },
      (error: unknown) => {
        if (!(error instanceof HubError)) throw error;
        if (isOver) return;
        setFailed(true);
        setWanted(false);
      },
    );
    return () => {
      isOver = true;
      if (made !== undefined) URL.revokeObjectURL(made);
    };
  }, [isWanted, file.fileId, hub]);
  const { width, height, mimeType, fileName } = file;
  if (isPicture && !hasFailed) {
    const shape = { width: width ?? 240, height: height ?? 160 };
    const alt = fileName === "" ? say("picture") : fileName;
    if (address === undefined)
      return <div class="picture" style={{ aspectRatio: `${shape.width} / ${shape.height}` }} />;
    return (
      <a href={address} download={fileName} aria-label={`${say("download")}: ${alt}`}>
        <img class="picture" src={address} alt={alt} {...(width === undefined ? {} : shape)} />
      </a>
    );
  }
  if (address !== undefined && mimeType.startsWith("audio/")) {
    // oxlint-disable-next-line jsx-a11y/media-has-caption -- what people record for each other has no captions.
    return <audio controls src={address} />;
  }
  if (address !== undefined && mimeType.startsWith("video/")) {
    // oxlint-disable-next-line jsx-a11y/media-has-caption -- what people record for each other has no captions.
    return <video controls src={address} />;
  }
  return (
    <div class="file">
      <Icon name="file" />
      <span>
        <bdi>{fileName}</bdi>
        <small>{size(file.size)}</small>
      </span>
      {address === undefined ? (
        <button type="button" disabled={isWanted} onClick={() => setWanted(true)}>
          {isWanted ? say("loading") : hasFailed ? say("retry") : say("open")}
        </button>
      ) : (
        <a href={address} download={fileName}>
          {say("download")}
        </a>
      )}
    </div>
  );
}

function size(bytes: number): string {
  return bytes < 1_000_000
    ? `${Math.max(1, Math.round(bytes / 1000))} kB`
    : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
