import { describe, expect, it } from "vitest";
import { deliveryDesk } from "./support/delivery-desk.ts";
import { useDatabase } from "./support/database.ts";
import { databasesUnderTest } from "./support/requirements.ts";
import { textOf } from "./support/scripted-platform.ts";
import { until } from "./support/until.ts";

describe.each(databasesUnderTest())("replies on their way out on %s", (name) => {
  const database = useDatabase(name);

  it("arrive, and are shown as sent with the platform's id", async () => {
    const desk = await deliveryDesk(database());
    const conversation = await desk.customerWrites("Hello?");
    const id = await desk.reply(conversation, "Good morning");
    const message = await desk.untilDelivery(id, "sent");
    expect(desk.platform.attempts).toMatchObject([
      { clientMessageId: id, conversation: { id: "customer", kind: "direct" }, attempt: 1 },
    ]);
    expect(message.author).toEqual({ kind: "agent", id: "ann", name: "Ann" });
  });
});
