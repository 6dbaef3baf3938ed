import { TestHub } from "switchboard/adapter/testkit";
import { describe, expect, it, onTestFinished } from "vitest";
import { wechat } from "./index.ts";
import { WechatSimulator } from "./simulator.ts";

/** Web WeChat: everybody has another id after each login. */
async function stage(people: readonly { readonly name: string; readonly remark?: string }[]) {
  const simulator = new WechatSimulator({ ids: "session" });
  const hub = new TestHub(wechat, await simulator.start());
  onTestFinished(async () => {
    await hub.close();
    await simulator.stop();
  });
  const customers = people.map(({ name, remark }) => {
    const customer = simulator.customer(name);
    if (remark !== undefined) customer.remark(remark);
    return customer;
  });
  let messages = 0;
  const everybodyWrites = async (): Promise<void> => {
    for (const customer of customers) {
      messages += 1;
      await customer.send([{ type: "text", text: { text: `message ${messages}` } }]);
    }
    await hub.until(
      "the messages",
      () =>
        hub.journal.events.filter(
          (event) => event.type === "message" && event.message.author.kind === "customer",
        ).length === messages,
    );
  };
  const loginAnew = async (): Promise<void> => {
    await simulator.logOutOnThePhone();
    await hub.until("the word of it", () => hub.statuses.state === "login-required");
    simulator.world.renumber();
    simulator.showCode();
    simulator.logIn();
    await hub.until("the login", () => hub.statuses.state === "connected");
  };
  const knownAgain = () =>
    hub.journal.events.flatMap((event) =>
      event.type === "contact-changed" && event.previousId !== undefined
        ? [`${event.previousId} → ${event.contact.id}`]
        : [],
    );
  return { simulator, hub, customers, everybodyWrites, loginAnew, knownAgain };
}

describe("WeChat with ids that change at each login: after another login", () => {
  it("who has a remark of their own keeps their history, before their next word", async () => {
    const { hub, customers, everybodyWrites, loginAnew, knownAgain } = await stage([
      { name: "王小明", remark: "王小明 订单2041" },
    ]);
    await hub.connect();
    await everybodyWrites();
    const [wang] = customers;
    const before = wang?.id;
    await loginAnew();
    await everybodyWrites();
    expect(wang?.id).not.toBe(before);
    expect(knownAgain()).toEqual([`${before} → ${wang?.id}`]);
    const types = hub.journal.events.map(({ type }) => type);
    expect(types).toEqual(["message", "contact-changed", "conversation-changed", "message"]);
    expect(hub.journal.events.at(2)).toMatchObject({
      conversation: { id: wang?.id, kind: "direct" },
      previousId: before,
    });
    // Once is enough.
    await everybodyWrites();
    expect(knownAgain()).toHaveLength(1);
  });

  it("two who have the same remark, and one who has none, come as somebody new", async () => {
    const { hub, customers, everybodyWrites, loginAnew, knownAgain } = await stage([
      { name: "王小明", remark: "客户" },
      { name: "李娜", remark: "客户" },
      { name: "陈伟" },
    ]);
    await hub.connect();
    await everybodyWrites();
    const before = customers.map(({ id }) => id);
    await loginAnew();
    await everybodyWrites();
    expect(knownAgain()).toEqual([]);
    // Not without a word: they look like somebody.
    const said = hub.journal.events.flatMap((event) =>
      event.type === "message" && event.message.author.kind === "system" ? [event.message] : [],
    );
    expect(said).toHaveLength(3);
    for (const { parts } of said) {
      expect(JSON.stringify(parts)).toMatch(/可能是之前联系过的.*This may be the/);
    }
    // And whom: the two who had the same remark may each be either.
    const [wang, li, chen] = before;
    expect(said.map(({ resembles }) => resembles)).toEqual([[wang, li], [wang, li], [chen]]);
  });

  it("who wrote before the hub was restarted is known again as well", async () => {
    const { hub, customers, everybodyWrites, loginAnew, knownAgain } = await stage([
      { name: "王小明", remark: "王小明 订单2041" },
    ]);
    const first = await hub.connect();
    await everybodyWrites();
    const before = customers[0]?.id;
    await first.stop();
    await hub.connect();
    await loginAnew();
    await everybodyWrites();
    expect(knownAgain()).toEqual([`${before} → ${customers[0]?.id}`]);
  });

  it("who writes only after the hub was restarted once more is known again", async () => {
    const { hub, customers, everybodyWrites, loginAnew, knownAgain } = await stage([
      { name: "王小明", remark: "王小明 订单2041" },
      { name: "李娜", remark: "李娜 刻字" },
    ]);
    const first = await hub.connect();
    await everybodyWrites();
    const [wang, li] = customers;
    const before = [wang?.id, li?.id];
    await loginAnew();
    await wang?.send([{ type: "text", text: { text: "again" } }]);
    await hub.until("the first of them", () => knownAgain().length === 1);
    await first.stop();
    await hub.connect();
    await li?.send([{ type: "text", text: { text: "again" } }]);
    await hub.until("the second of them", () => knownAgain().length === 2);
    expect(knownAgain()).toEqual([`${before[0]} → ${wang?.id}`, `${before[1]} → ${li?.id}`]);
  });

  it("is known again although the hub couldn't store that before it was restarted", async () => {
    const { hub, customers, everybodyWrites, loginAnew, knownAgain } = await stage([
      { name: "王小明", remark: "王小明 订单2041" },
    ]);
    const first = await hub.connect();
    await everybodyWrites();
    const [wang] = customers;
    const before = wang?.id;
    await loginAnew();
    hub.journal.rejectNext(1_000);
    await wang?.send([{ type: "text", text: { text: "again" } }]);
    await hub.until("the refusal", () =>
      hub.logs.some(({ message }) => message === "Messages were not stored."),
    );
    await first.stop();
    hub.journal.rejectNext(0);
    await hub.connect();
    await hub.until("them", () => knownAgain().length === 1);
    expect(knownAgain()).toEqual([`${before} → ${wang?.id}`]);
  });
});
