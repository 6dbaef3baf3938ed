import { useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import type { Upload } from "../api/schema.ts";
import { useSession } from "../session/session.ts";
import { capabilitiesQuery } from "./capabilities.ts";
import { kindFor, largestFor } from "./compose.ts";
import { modes } from "./drafts.ts";

/** Why a file isn't even uploaded: the channel doesn't take its kind, or none as large. */
export class FileRefused extends Error {
  readonly maxBytes: number | undefined;

  constructor(maxBytes: number | undefined) {
    super("The channel doesn't take this file.");
    this.maxBytes = maxBytes;
  }
}

/** What the channel wouldn't take is told before it is uploaded. A note takes everything. */
export function useFileLimits(conversationId: string): (file: File) => FileRefused | undefined {
  const { agent } = useSession();
  const can = useQuery(capabilitiesQuery(conversationId)).data;
  return useCallback(
    (file) => {
      const isNote = modes.value[`${agent.id}/${conversationId}`] === "note";
      if (can === undefined || isNote) return undefined;
      const mimeType = file.type === "" ? "application/octet-stream" : file.type;
      const guess = { kind: kindOf(mimeType), mimeType, size: file.size };
      if (kindFor(guess, can) !== undefined) return undefined;
      return new FileRefused(largestFor(guess, can));
    },
    [can, agent.id, conversationId],
  );
}

/** As the hub will say, which looks into the file. */
function kindOf(mimeType: string): Upload["kind"] {
  const [main] = mimeType.split("/");
  return main === "image" || main === "video" || main === "audio" ? main : "file";
}
