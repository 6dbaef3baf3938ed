import type { InboundEvent, Message, OutboundMedia, Part, SendRequest } from "switchboard/adapter";
import { type Running, TestHub } from "switchboard/adapter/testkit";
import { telegram } from "../index.ts";
import { TelegramSimulator } from "../simulator.ts";

export interface Stage {
  readonly simulator: TelegramSimulator;
  readonly hub: TestHub;
  readonly running: Running;
}

/** Telegram, a hub and a channel between them, for this adapter's own tests; `after` gets what has to be closed. */
export async function connected(
  after: (close: () => Promise<void>) => void,
  options: {
    readonly webhook?: boolean;
    readonly settings?: Readonly<Record<string, unknown>>;
  } = {},
): Promise<Stage> {
  const webhook = options.webhook === true;
  const simulator = new TelegramSimulator();
  const settings = await simulator.start({ webhook });
  after(() => simulator.stop());
  const hub = new TestHub(telegram, { ...settings, ...options.settings }, { webhook });
  after(() => hub.close());
  await hub.open();
  return { simulator, hub, running: await hub.connect() };
}

/** A first attempt to answer. */
export function answerTo(
  message: Message,
  parts: readonly Part<OutboundMedia>[],
  more: Partial<SendRequest> = {},
): SendRequest {
  return {
    clientMessageId: "0190c0de-0000-7000-8000-000000000001",
    conversation: message.conversation,
    parts,
    attempt: 1,
    ...(message.replyContext === undefined ? {} : { replyContext: message.replyContext }),
    ...more,
  };
}

export function text(words: string): { readonly type: "text"; readonly text: { text: string } } {
  return { type: "text", text: { text: words } };
}

export function upload(
  bytes: Uint8Array,
  mimeType = "image/jpeg",
  fileName = "picture.jpg",
): OutboundMedia {
  return {
    mimeType,
    fileName,
    size: bytes.byteLength,
    open: () => Promise.resolve(new Blob([Buffer.from(bytes)]).stream()),
  };
}

/** A signal that nobody aborts. */
export function unhurried(): AbortSignal {
  return new AbortController().signal;
}

/** Without the payload as it came, which only repeats what went in. */
export function bare(event: InboundEvent): object {
  const { raw: _, ...told } = event;
  return told;
}
