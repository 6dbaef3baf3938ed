import { TestHub } from "switchboard/adapter/testkit";
import { types } from "wechaty-puppet";
import { describe, expect, it, onTestFinished } from "vitest";
import { wechat } from "./index.ts";
import { WechatSimulator } from "./simulator.ts";
import type { Content } from "./simulator/people.ts";

async function connectedHub() {
  const simulator = new WechatSimulator();
  const hub = new TestHub(wechat, await simulator.start());
  onTestFinished(async () => {
    await hub.close();
    await simulator.stop();
  });
  const running = await hub.connect();
  return { simulator, hub, running, wang: simulator.customer("王小明") };
}

const said = { type: "text", text: { text: "大家好" } } as const;

describe("WeChat: what happens in groups", () => {
  it("a group that gets another name has it here at once", async () => {
    const { simulator, hub, wang } = await connectedHub();
    const group = simulator.group("陶艺之友", [wang]);
    await wang.send([said], { in: group });
    await hub.event("message");
    const { selfId } = simulator.world;
    simulator.puppet.emit("room-topic", {
      roomId: group.conversationId,
      newTopic: "陶艺周末",
      oldTopic: "陶艺之友",
      changerId: wang.id,
      timestamp: Date.now(),
    });
    await hub.until("the new name", () =>
      hub.journal.events.some(
        (event) => event.type === "conversation-changed" && event.title === "陶艺周末",
      ),
    );
    expect(selfId).not.toBe("");
  });

  it("a group that we are removed from says so, and opens again when we are taken back in", async () => {
    const { simulator, hub, wang } = await connectedHub();
    const group = simulator.group("陶艺之友", [wang]);
    const { selfId } = simulator.world;
    const roomId = group.conversationId;
    const told = () =>
      hub.journal.events.flatMap((event) =>
        event.type === "conversation-changed" && event.reachability !== undefined
          ? [`${event.conversation.id} ${event.reachability}`]
          : [],
      );
    const timestamp = Date.now();
    const by = { removerId: wang.id, timestamp, roomId };
    // Somebody else's coming and going is nothing to us.
    simulator.puppet.emit("room-leave", { ...by, removeeIdList: [wang.id] });
    simulator.puppet.emit("room-leave", { ...by, removeeIdList: [selfId] });
    await hub.until("the end", () => told().length === 1);
    simulator.puppet.emit("room-join", {
      roomId,
      inviteeIdList: [selfId],
      inviterId: wang.id,
      timestamp,
    });
    await hub.until("the beginning", () => told().length === 2);
    expect(told()).toEqual([`${roomId} left`, `${roomId} open`]);
  });
});

describe("WeChat: a stranger", () => {
  it("who asks to be a contact is seen, with what they say", async () => {
    const { simulator, hub, wang } = await connectedHub();
    simulator.world.friendRequests.set("request-1", {
      id: "request-1",
      contactId: wang.id,
      hello: "我是上次买杯子的",
      ticket: "v4_000b708f0b04",
      timestamp: Math.floor(Date.now() / 1000),
      type: types.Friendship.Receive,
      scene: types.FriendshipScene.QRCode,
      stranger: "",
    });
    simulator.puppet.emit("friendship", { friendshipId: "request-1" });
    const { message } = await hub.event("message");
    expect(message.author.contact).toMatchObject({ id: wang.id, name: "王小明" });
    expect(message.parts).toEqual([
      {
        type: "unsupported",
        platformType: "friend request",
        fallback:
          "好友请求，请在手机上通过 · Friend request, to be accepted on the phone: 我是上次买杯子的",
      },
    ]);
  });
});

describe("WeChat: what is written while the hub is away", () => {
  it("is stated to be missing, from when the account was last heard of", async () => {
    const { hub, running, wang } = await connectedHub();
    expect(hub.statuses.all.at(-1)).not.toHaveProperty("missedSince");
    await wang.send([said]);
    await hub.event("message");
    const before = hub.clock.now();
    await running.stop();
    await wang.send([{ type: "text", text: { text: "有人吗？" } }]);
    await hub.connect();
    const status = hub.statuses.all.findLast(({ state }) => state === "connected");
    if (status?.state !== "connected") throw new Error("It isn't connected.");
    const since = status.missedSince?.getTime() ?? 0;
    expect(since).toBeLessThanOrEqual(hub.clock.now().getTime());
    expect(Math.abs(since - before.getTime())).toBeLessThan(60_000);
  });
});

describe("WeChat: rich messages come as what they are", () => {
  const { Message } = types;
  const rich: readonly (readonly [string, Content, object])[] = [
    [
      "a red packet",
      { about: { type: Message.RedEnvelope, text: "<msg/>" } },
      { type: "unsupported", platformType: "red-packet" },
    ],
    [
      "a transfer of money",
      { about: { type: Message.Transfer, text: "<msg/>" } },
      { type: "unsupported", platformType: "transfer" },
    ],
    [
      "a mini program",
      {
        about: { type: Message.MiniProgram, text: "<msg/>" },
        attachment: { miniProgram: { title: "瓷器小店", description: "新品", appid: "wx1" } },
      },
      { type: "unsupported", platformType: "mini-program" },
    ],
    [
      "a link",
      {
        about: { type: Message.Url, text: "<msg/>" },
        attachment: { link: { url: "https://example.com/cup", title: "蓝色马克杯" } },
      },
      { type: "link", url: "https://example.com/cup", title: "蓝色马克杯" },
    ],
    [
      "a place",
      {
        about: { type: Message.Location },
        attachment: {
          location: {
            accuracy: 15,
            latitude: 31.2286,
            longitude: 121.4527,
            name: "静安寺",
            address: "南京西路",
          },
        },
      },
      { type: "location", latitude: 31.2286, longitude: 121.4527, name: "静安寺" },
    ],
  ];

  it.each(rich)("%s", async (_, content, part) => {
    const { hub, wang } = await connectedHub();
    wang.write(content);
    const { message } = await hub.event("message");
    expect(message.parts).toEqual([expect.objectContaining(part)]);
    const fallback = message.parts.map((one) => (one.type === "unsupported" ? one.fallback : "-"));
    expect(fallback.join("")).not.toBe("");
  });

  it("a mention of us in a group", async () => {
    const { simulator, hub, wang } = await connectedHub();
    const group = simulator.group("陶艺之友", [wang]);
    await wang.send([{ type: "text", text: { text: "@Shop 在吗" } }], {
      in: group,
      mentions: [simulator.world.selfId],
    });
    const { message } = await hub.event("message");
    expect(message).toMatchObject({
      mentionsSelf: true,
      conversation: { id: group.conversationId, kind: "group" },
      author: { kind: "customer", contact: { id: wang.id } },
    });
  });
});
