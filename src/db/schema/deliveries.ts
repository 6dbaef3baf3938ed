/** Jobs for the platform. `request` is JSON; `lease_token` is the channel's at the time of the claim. */
export interface DeliveriesTable {
  id: string;
  message_id: string;
  conversation_id: string;
  channel_id: string;
  kind: "send" | "edit" | "delete" | "react";
  request: string;
  requested_by: string;
  state: "queued" | "sending" | "accepted" | "sent" | "delivered" | "read" | "failed" | "unknown";
  code: string | null;
  reason: string | null;
  lane_order: number;
  attempts: number;
  due_at: number;
  lease_token: number | null;
  created_at: number;
  updated_at: number;
}
