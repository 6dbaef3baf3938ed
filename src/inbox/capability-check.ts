import type { Capabilities, Part } from "../adapter/index.ts";
import type { StoredMedia } from "./message-rows.ts";
import { InboxError } from "./errors.ts";

/** A file of a reply, as far as limits go. */
export interface FileFacts {
  readonly mimeType: string;
  readonly size: number;
}

/** Refuses what the channel can't deliver, before anything is stored. @throws InboxError naming every problem. */
export function checkCapabilities(
  message: {
    readonly parts: readonly Part<StoredMedia>[];
    readonly isReply: boolean;
    readonly lastCustomerMessageAt: number | null;
  },
  files: ReadonlyMap<string, FileFacts>,
  capabilities: Capabilities,
  now: number,
): void {
  const problems = message.parts.flatMap((part, index) =>
    partProblems(part, files, capabilities).map((problem) => `parts[${index}]: ${problem}`),
  );
  if (message.parts.length > capabilities.partsPerMessage) {
    problems.push(`a message can have at most ${capabilities.partsPerMessage} parts here`);
  }
  if (message.isReply && capabilities.reply === "none") problems.push("no reply to a message here");
  const { replyWindowMs } = capabilities;
  const since = message.lastCustomerMessageAt;
  if (replyWindowMs !== undefined && (since === null || now - since > replyWindowMs)) {
    const hours = Math.round(replyWindowMs / 3_600_000);
    problems.push(
      `the customer last wrote more than ${hours} h ago; the channel no longer allows it`,
    );
  }
  if (problems.length === 0) return;
  throw new InboxError(
    "unsupported-by-channel",
    `The channel can't do this: ${problems.join("; ")}.`,
    {
      problems,
    },
  );
}

function partProblems(
  part: Part<StoredMedia>,
  files: ReadonlyMap<string, FileFacts>,
  capabilities: Capabilities,
): string[] {
  if (part.type === "text") return [];
  if (part.type !== "media") {
    const support = capabilities.parts[part.type] ?? "none";
    return support === "none" ? [`no ${part.type} here`] : [];
  }
  const limits = capabilities.media[part.kind];
  if (limits === undefined || limits.support === "none") return [`no ${part.kind} here`];
  const file = files.get(part.media.attachmentId);
  if (file === undefined) return ["there is no such attachment of yours, or it is in use already"];
  const problems: string[] = [];
  const { maxBytes, mimeTypes } = limits;
  if (maxBytes !== undefined && file.size > maxBytes) {
    problems.push(`the file has ${file.size} bytes, the channel takes ${maxBytes}`);
  }
  if (mimeTypes !== undefined && !mimeTypes.some((type) => matches(type, file.mimeType))) {
    problems.push(`${file.mimeType} can't be sent as ${part.kind}`);
  }
  return problems;
}

function matches(pattern: string, mimeType: string): boolean {
  return pattern.endsWith("/*")
    ? mimeType.startsWith(pattern.slice(0, -1))
    : pattern === mimeType || pattern === "*/*";
}
