const longest = 150;
const longestRead = 1_000;
/** Control characters, and those that turn the reading direction: `gpj.exe` must not look like `exe.jpg`. */
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
/** What separates folders, and what Windows refuses (https://learn.microsoft.com/windows/win32/fileio/naming-a-file). */
const separators = /[/\\:*?"<>|]/g;

const extensions: Readonly<Record<string, string>> = {
  "application/pdf": "pdf",
  "application/zip": "zip",
  "audio/mpeg": "mp3",
  "audio/ogg": "ogg",
  "audio/mp4": "m4a",
  "image/gif": "gif",
  "image/jpeg": "jpg",
  "image/png": "png",
  "image/webp": "webp",
  "text/plain": "txt",
  "video/mp4": "mp4",
  "video/webm": "webm",
};

/** A file's name for people and their disks: one line, no folder, nothing hidden. Made up when nothing is left of it. */
export function cleanFileName(name: string | null | undefined, mimeType: string | null): string {
  const line = clip(name ?? "")
    .normalize("NFC")
    .replaceAll(invisible, "")
    .replaceAll(separators, "_")
    .replaceAll(/\s+/gu, " ")
    .replaceAll(/^[.\s]+|[.\s]+$/gu, "");
  if (line === "") return `file.${extensions[mimeType ?? ""] ?? "bin"}`;
  return shorten(line);
}

/** Nobody reads more of it, and a pattern that looks for an end would take for ever on a name made for that. */
function clip(name: string): string {
  return name.length <= longestRead ? name : name.slice(0, longestRead - 100) + name.slice(-100);
}

/** The ending stays: people and programs go by it. */
function shorten(name: string): string {
  if (name.length <= longest) return name;
  const dot = name.lastIndexOf(".");
  const ending = dot > 0 && name.length - dot <= 20 ? name.slice(dot) : "";
  return (
    name
      .slice(0, longest - ending.length)
      .toWellFormed()
      .replace(/\uFFFD$/u, "") + ending
  );
}

/** A Content-Disposition header for a cleaned name (RFC 6266, RFC 8187): plain for old readers, whole for others. */
export function contentDisposition(fileName: string, type: "attachment" | "inline"): string {
  const plain = fileName.replaceAll(/[^ -~]/gu, "_").replaceAll(/["\\%]/g, "_");
  const whole = encodeURIComponent(fileName).replaceAll(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return plain === fileName
    ? `${type}; filename="${plain}"`
    : `${type}; filename="${plain}"; filename*=UTF-8''${whole}`;
}
