import type { DeliveriesTable } from "../db/schema/deliveries.ts";
import type { StoredReactions } from "../inbox/apply-to-message.ts";
import { findMessage, updateMessage } from "../inbox/message-store.ts";
import { noteMessageChange } from "../inbox/message-target.ts";
import { previewOf } from "../inbox/preview.ts";
import type { EditJob, ReactJob } from "./jobs.ts";
import { setState } from "./outcome.ts";
import type { OutcomeContext } from "./outcome-context.ts";

/** The key of our own reactions among everybody's. */
const ownReactions = "self";

/** An edit, a deletion or a reaction of ours is done at the platform: now it is so here too. */
export async function recordChange(
  context: OutcomeContext,
  delivery: DeliveriesTable,
): Promise<void> {
  const { trx, now } = context;
  const message = await findMessage(trx, delivery.message_id);
  if (message !== undefined) {
    if (delivery.kind === "edit") {
      const { parts } = JSON.parse(delivery.request) as EditJob;
      await updateMessage(trx, message.id, { parts: JSON.stringify(parts), edited_at: now });
      const preview = previewOf("outbound", parts);
      await noteMessageChange(context, message, { change: "edited", by: "self", preview });
    } else if (delivery.kind === "delete") {
      await updateMessage(trx, message.id, { deleted_at: now });
      const preview = { direction: "outbound", kind: "deleted", text: "" } as const;
      await noteMessageChange(context, message, { change: "deleted", by: "self", preview });
    } else if (delivery.kind === "react") {
      const { emojis } = JSON.parse(delivery.request) as ReactJob;
      const all = JSON.parse(message.reactions ?? "{}") as StoredReactions;
      await updateMessage(trx, message.id, {
        reactions: JSON.stringify({ ...all, [ownReactions]: { name: "", emojis, at: now } }),
      });
      await noteMessageChange(context, message, { change: "reactions", by: "self" });
    }
  }
  await setState(context, delivery, "sent");
}
