import type { Message, User } from "./client.ts";

/** Fields of a message that are about it, not in it: https://core.telegram.org/bots/api#message */
const about: ReadonlySet<string> = new Set([
  "message_id",
  "message_thread_id",
  "direct_messages_topic",
  "from",
  "sender_chat",
  "sender_boost_count",
  "sender_business_bot",
  "sender_tag",
  "date",
  "business_connection_id",
  "chat",
  "forward_origin",
  "is_topic_message",
  "is_automatic_forward",
  "reply_to_message",
  "external_reply",
  "quote",
  "reply_to_story",
  "reply_to_checklist_task_id",
  "via_bot",
  "edit_date",
  "has_protected_content",
  "is_from_offline",
  "is_paid_post",
  "paid_star_count",
  "media_group_id",
  "author_signature",
  "effect_id",
  "link_preview_options",
  "show_caption_above_media",
  "has_media_spoiler",
  "caption",
  "caption_entities",
  "reply_markup",
]);

/** What agents read in place of something that has no part of its own. */
export function fallbackOf(message: Message): {
  readonly platformType: string;
  readonly fallback: string;
} {
  const platformType = Object.keys(message).find((key) => !about.has(key)) ?? "message";
  const words =
    inWords(message) ?? `Telegram sent something that can't be shown here (${platformType}).`;
  const caption = message.caption === undefined ? "" : `\n${message.caption}`;
  return { platformType, fallback: `${words}${caption}` };
}

/** For the kinds that can be told in a line. */
function inWords(message: Message): string | undefined {
  return contentInWords(message) ?? serviceInWords(message);
}

function contentInWords(message: Message): string | undefined {
  const { dice, game, story, checklist, invoice, successful_payment: payment } = message;
  if (dice !== undefined) return `${dice.emoji} ${dice.value}`;
  if (game !== undefined) return `Game: ${game.title}`;
  if (story !== undefined) return "A story was forwarded.";
  if (checklist !== undefined) {
    const tasks = checklist.tasks.map(
      (task) => `${task.completion_date === undefined ? "☐" : "☑"} ${task.text}`,
    );
    return [checklist.title, ...tasks].join("\n");
  }
  if (invoice !== undefined) return `Invoice: ${invoice.title}`;
  if (payment !== undefined) return `Payment received (${payment.currency}).`;
  if (message.paid_media !== undefined) {
    return `Paid media for ${message.paid_media.star_count} stars.`;
  }
  if (message.giveaway !== undefined) return "A giveaway was started.";
  if (message.gift !== undefined || message.unique_gift !== undefined) return "A gift was sent.";
  return undefined;
}

function serviceInWords(message: Message): string | undefined {
  const actor = message.from === undefined ? "Someone" : nameOf(message.from);
  if (message.new_chat_members !== undefined) {
    return `${message.new_chat_members.map(nameOf).join(", ")} joined.`;
  }
  if (message.left_chat_member !== undefined) return `${nameOf(message.left_chat_member)} left.`;
  if (message.new_chat_title !== undefined) {
    return `${actor} changed the title to “${message.new_chat_title}”.`;
  }
  if (message.new_chat_photo !== undefined) return `${actor} changed the group's picture.`;
  if (message.delete_chat_photo !== undefined) return `${actor} removed the group's picture.`;
  if (message.pinned_message !== undefined) return `${actor} pinned a message.`;
  if (message.forum_topic_created !== undefined) {
    return `${actor} opened the topic “${message.forum_topic_created.name}”.`;
  }
  if (message.forum_topic_closed !== undefined) return `${actor} closed the topic.`;
  if (message.forum_topic_reopened !== undefined) return `${actor} opened the topic again.`;
  if (message.group_chat_created !== undefined || message.supergroup_chat_created !== undefined) {
    return `${actor} created the group.`;
  }
  return undefined;
}

function nameOf(user: User): string {
  return [user.first_name, user.last_name].filter(Boolean).join(" ");
}
