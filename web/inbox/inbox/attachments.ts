/** At most 320 × 320 pixels. */
export function pictureSize(width: number, height: number): { width: number; height: number } {
  const scale = Math.min(1, 320 / width, 320 / height);
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
}

export function attachmentAddress(id: string, inline: boolean): string {
  return `/api/v1/attachments/${encodeURIComponent(id)}/content${inline ? "?inline=true" : ""}`;
}
