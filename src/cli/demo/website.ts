import type { App } from "../../app.ts";
import { Shop } from "./shop.ts";

/** A site of the shop's with the chat on it: that of a real channel, which needs nobody to play the platform. */
export async function openWebsite(
  app: App,
  hub: string,
): Promise<{ readonly address: string; stop(): Promise<void> }> {
  const shop = new Shop({ hub, options: { colour: "#784828" } });
  const address = await shop.start();
  const settings = {
    name: "The Blue Kiln",
    allowedOrigins: [address],
    colour: "#784828",
    greeting: "Welcome! How can we help? 欢迎！有什么可以帮您？",
    replyTime: "a few minutes",
  };
  const { id } = await app.channels.create(
    { adapter: "webchat", name: "Website", settings },
    "demo",
  );
  shop.chatOn(id);
  return { address, stop: () => shop.stop() };
}
