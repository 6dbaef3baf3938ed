import { ChannelError, type SendRequest, sliceText } from "switchboard/adapter";
import { plainAdapter } from "../plain/adapter.ts";
import { type Fault, plant } from "./plant.ts";

/** Mistakes that real adapters make with what goes out. */
export const sendingFaults: readonly Fault[] = [
  plant({
    name: "sends again when the answer was lost",
    found: [
      "outcomes > an answer lost on the way is unknown, and the customer has the message once",
      "outcomes > after an unknown send, proof is found or none is claimed, and nothing is sent",
    ],
    session: ({ send }) => ({
      send: (request, signal) =>
        send(request, signal).catch((error: unknown) => {
          const { code, outcome } = ChannelError.from(error);
          const lost = code === "unavailable" && outcome === "unknown" && error instanceof Error;
          if (!lost || error.cause === undefined) throw error;
          return send(request, signal);
        }),
    }),
  }),
  plant({
    name: "a token stands in an error",
    found: [
      "secrets > no secret shows in what sends are refused with",
      "secrets > no secret shows when the credentials are lost",
    ],
    session: ({ send }, { config }) => ({
      send: (request, signal) =>
        send(request, signal).catch((error: unknown) => {
          const { code, outcome, retryAfterMs } = ChannelError.from(error);
          const message = `POST /send with ${config.token} failed`;
          throw new ChannelError({ code, outcome, message, ...(retryAfterMs && { retryAfterMs }) });
        }),
    }),
  }),
  plant({
    name: "calls a lost answer not sent",
    found: [
      "outcomes > an answer lost on the way is unknown, and the customer has the message once",
      "outcomes > an answer of which a part has arrived is never called not sent",
      "outcomes > a send that is never answered ends when its time is up, as unknown",
    ],
    session: ({ send }) => ({
      send: (request, signal) =>
        send(request, signal).catch((error: unknown) => {
          const { code, retryAfterMs } = ChannelError.from(error);
          throw new ChannelError({
            code,
            outcome: "not-sent",
            ...(retryAfterMs && { retryAfterMs }),
          });
        }),
    }),
  }),
  plant({
    name: "doesn't say how long to wait",
    found: [
      "outcomes > too many requests: the hub is told how long to wait, and the next try arrives",
    ],
    session: ({ send }) => ({
      send: (request, signal) =>
        send(request, signal).catch((error: unknown) => {
          const { code, outcome, message } = ChannelError.from(error);
          throw new ChannelError({ code, outcome, message });
        }),
    }),
  }),
  plant({
    name: "throws what isn't a ChannelError",
    found: [
      "outcomes > each refusal has its code, and nothing was sent",
      "outcomes > too many requests: the hub is told how long to wait, and the next try arrives",
      "outcomes > an answer lost on the way is unknown, and the customer has the message once",
      "outcomes > an answer of which a part has arrived is never called not sent",
      "outcomes > credentials refused: the channel needs a person, and nothing was sent",
      "outcomes > nobody at the other end: the send fails, and is not claimed to have arrived",
      "outcomes > a send that is never answered ends when its time is up, as unknown",
      ...["poll", "action", "video", "animation", "audio", "sticker"].map(
        (kind) => `outbound > ${kind}: refused, and the customer gets nothing`,
      ),
      ...["image of 200001", "voice of 200001", "file of 50000001"].map(
        (file) => `outbound > ${file} bytes: refused before a byte of it is read`,
      ),
    ],
    session: ({ send }) => ({
      send: (request, signal) =>
        send(request, signal).catch((error: unknown) => {
          throw new Error("Something went wrong.", { cause: error });
        }),
    }),
  }),
  plant({
    name: "declares reactions native and sends none",
    found: ["outbound > native react: the customer sees it"],
    session: () => ({ react: () => Promise.resolve() }),
  }),
  plant({
    name: "drops a part it can't send",
    found: ["poll", "action"].map(
      (kind) => `outbound > ${kind}: refused, and the customer gets nothing`,
    ),
    session: ({ send }) => ({
      send: (request, signal) => send(withoutPollsAndActions(request), signal),
    }),
  }),
  plant({
    name: "cuts long text off",
    found: [
      "outbound > text of 500 characters is one message, one more makes two",
      "outbound > long text arrives in pieces that join to what the agent wrote",
      "outcomes > an answer of which a part has arrived is never called not sent",
    ],
    session: ({ send }) => ({ send: (request, signal) => send(cutOff(request), signal) }),
  }),
  plant({
    name: "has a method its capabilities don't speak of",
    found: ["outbound > the session has exactly the methods its capabilities speak of"],
    adapter: { capabilities: { ...plainAdapter.capabilities, markRead: false } },
  }),
];

function withoutPollsAndActions(request: SendRequest): SendRequest {
  const parts = request.parts.filter(({ type }) => type !== "poll" && type !== "action");
  return { ...request, parts };
}

function cutOff(request: SendRequest): SendRequest {
  const parts = request.parts.map((part) =>
    part.type === "text"
      ? { ...part, text: sliceText(part.text, 0, plainAdapter.capabilities.text.maxLength) }
      : part,
  );
  return { ...request, parts };
}
