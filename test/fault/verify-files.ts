import type { Queries } from "../../src/db/database.ts";
import type { History } from "./history.ts";
import type { Site } from "./site.ts";

/** How many are downloaded: the newest, and so those of the last kills too. */
const sample = 100;

/** Each file was fetched, and its bytes are those that were sent. */
export async function verifyFiles(
  site: Site,
  history: History,
  db: Queries,
): Promise<readonly string[]> {
  const violations: string[] = [];
  const files = await db
    .selectFrom("attachments")
    .innerJoin("messages", "messages.id", "attachments.message_id")
    .innerJoin("conversations", "conversations.id", "messages.conversation_id")
    .select(["attachments.id", "attachments.state", "reason", "external_id", "thread_id"])
    .select("messages.channel_id")
    .execute();
  const byMessage = new Map(
    files.map((file) => [`${file.channel_id} ${file.thread_id} ${file.external_id}`, file]),
  );
  const sent = history.said.filter(({ file }) => file !== undefined);
  if (files.length !== sent.length) {
    violations.push(`files: ${files.length} instead of ${sent.length}`);
  }
  for (const { state, reason } of files) {
    if (state !== "ready") violations.push(`file: ${state} (${reason})`);
  }
  // Hubs of several machines share their files by other means than this site has.
  if (site.size > 1) return violations;
  for (const [index, { bot, conversationId, messageId, file }] of sent.slice(-sample).entries()) {
    const stored = byMessage.get(`${bot.channelId} ${conversationId} ${messageId}`);
    if (stored?.state !== "ready") continue;
    const found = await site.download(`/api/v1/attachments/${stored.id}/content`, index);
    if (found !== file) violations.push(`file: ${file} came back as ${found.slice(0, 100)}`);
  }
  return violations;
}
