import {
  type Capabilities,
  type ChannelAdapter,
  ChannelError,
  type ChannelSession,
} from "switchboard/adapter";
import type { SimulatorAbilities } from "switchboard/adapter/testkit";
import { plainAdapter } from "./adapter.ts";
import type { PlainSettings } from "./settings.ts";
import { PlainSimulator } from "./simulator.ts";

/** The platform where nothing can be had without a public address. */
export class WebhookOnlySimulator extends PlainSimulator {
  override readonly abilities: SimulatorAbilities = {
    ...new PlainSimulator().abilities,
    polling: false,
    takeOver: false,
  };
}

/** The platform at its poorest: words only, no groups, no receipts, no second delivery. */
export class ModestSimulator extends PlainSimulator {
  override readonly abilities: SimulatorAbilities = {
    groups: false,
    customer: {
      sends: ["text"],
      edit: false,
      delete: false,
      react: false,
      type: false,
      read: false,
    },
    ownDevice: false,
    backlog: false,
    webhook: false,
    takeOver: false,
    acknowledges: false,
    rateLimits: false,
  };
}

const capabilities: Capabilities = {
  text: { maxLength: 500, styles: [] },
  media: {},
  parts: {},
  partsPerMessage: 1,
  reply: "none",
  reactions: "none",
  typing: { send: false, receive: false },
  edit: { support: "none" },
  delete: { support: "none" },
  receipts: [],
  markRead: false,
  groups: false,
  startConversation: false,
  history: "none",
  mediaRetention: "ephemeral",
  identity: "session",
  sendOutcome: "blind",
};

/** An adapter that can do little and says so. */
export const modestAdapter: ChannelAdapter<PlainSettings> = {
  ...plainAdapter,
  displayName: "Modest",
  capabilities,
  createSession(context): ChannelSession {
    const session = plainAdapter.createSession(context);
    return {
      capabilities: () => capabilities,
      run: (signal) => session.run(signal),
      async send(request, signal) {
        if (request.parts.some(({ type }) => type !== "text")) {
          throw new ChannelError({ code: "unsupported", outcome: "not-sent" });
        }
        return { ...(await session.send(request, signal)), messageIds: [] };
      },
    };
  },
};
