import { describe, expect, it } from "vitest";
import { useApi } from "../support/api.ts";
import { useDatabase } from "../support/database.ts";
import { textMessage } from "../support/scripted-adapter.ts";

describe("a customer's file", () => {
  const api = useApi(useDatabase("sqlite"));

  it.each([
    ["photo\u202Egpj.exe", "photogpj.exe"],
    ["../../.ssh/authorized_keys", "_.._.ssh_authorized_keys"],
    ["a\r\nSet-Cookie: x=1.png", "aSet-Cookie_ x=1.png"],
  ])("is shown in a message under the name that it is saved by: %j", async (fileName, shown) => {
    const as = await api().person("agent");
    const { channelId, conversationId } = await api().conversation();
    const event = textMessage("2", "");
    if (event.type !== "message") throw new Error("A text is a message.");
    const parts = [{ type: "media", kind: "file", media: { ref: "r", fileName } }] as const;
    await api().ingest.receive(channelId, [{ ...event, message: { ...event.message, parts } }]);
    const path = `/api/v1/conversations/${conversationId}/messages`;
    const { body } = await api().call(path, { as });
    const messages = body["items"] as readonly { readonly parts: readonly unknown[] }[];
    const files = messages.flatMap((message) => message.parts);
    expect(files).toContainEqual(
      expect.objectContaining({ media: expect.objectContaining({ fileName: shown }) as unknown }),
    );
  });
});
