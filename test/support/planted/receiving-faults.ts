import { ChannelError, type InboundEvent } from "switchboard/adapter";
import { type Fault, plant, receiving } from "./plant.ts";

/** Mistakes that real adapters make with what comes in. */
export const receivingFaults: readonly Fault[] = [
  plant({
    name: "acknowledges before the commit",
    found: [
      "durability > nothing is acknowledged before it is stored",
      "durability > what could not be stored is offered again until it is",
      "webhook > what could not be stored is delivered again by the platform",
      "webhook > a call is answered with 2xx, but not before it is stored",
      "webhook > a call that could not be stored is not answered with 2xx",
      "webhook > the same call twice is answered twice and stored once",
    ],
    context: ({ receive }) => ({
      receive: (events, cursor) => {
        receive(events, cursor).catch(() => {});
        return Promise.resolve();
      },
    }),
  }),
  plant({
    name: "drops what it can't read",
    found: ["inbound > what this version can't read is kept, with words for the agent"],
    context: receiving((event) =>
      event.type === "message" && event.message.parts.some(({ type }) => type === "unsupported")
        ? []
        : [event],
    ),
  }),
  plant({
    name: "takes our other device for the customer",
    found: ["inbound > what we write on another device is ours, not the customer's"],
    context: receiving((event) => {
      if (event.type !== "message") return [event];
      const author = { ...event.message.author, kind: "customer" } as const;
      return [{ ...event, message: { ...event.message, author } }];
    }),
  }),
  plant({
    name: "delivers edits as new messages",
    found: ["inbound > an edited message is the same message, whole, with its new words"],
    context: receiving((event) => [
      event.type === "message-edited" ? { ...event, type: "message" } : event,
    ]),
  }),
  plant({
    name: "re-parses what customers type",
    found: ["inbound > text with what looks like markup arrives unchanged"],
    context: receiving(withoutAsterisks),
  }),
  plant({
    name: "makes a new key at each delivery",
    found: [
      "durability > what the platform delivers twice keeps its key and is stored once",
      "durability > also when it delivers again after a restart",
      "durability > what was said before can be asked for, under the keys it came with",
      "webhook > the same call twice is answered twice and stored once",
    ],
    context: receiving((event) => [{ ...event, dedupeKey: `${event.dedupeKey} ${Math.random()}` }]),
  }),
  plant({
    name: "forgets how far it was",
    found: ["durability > a restart goes on where the last run stopped"],
    context: () => ({ cursor: () => Promise.resolve(undefined) }),
  }),
  plant({
    name: "reads files into memory",
    found: ["media > a large file comes as a stream that can be given up"],
    session: ({ fetchMedia }) => ({
      fetchMedia: async (media, signal) => {
        const response = new Response((await fetchMedia?.(media, signal))?.body ?? null);
        return { body: new Blob([await response.arrayBuffer()]).stream() };
      },
    }),
  }),
  plant({
    name: "knows files only as long as it runs",
    found: ["media > it can still be fetched after a restart, with what was stored"],
    context: ({ receive }) => {
      runs += 1;
      return {
        receive: (events, cursor) => receive(events.map(withRefsOfThisRun), cursor),
      };
    },
    session: ({ fetchMedia }) => ({
      fetchMedia: async (media, signal) => {
        const [run, ref = null] = (media.ref as string).split(" ");
        if (run !== String(runs) || fetchMedia === undefined) {
          throw new ChannelError({ code: "target-not-found", outcome: "not-sent" });
        }
        return fetchMedia({ ...media, ref }, signal);
      },
    }),
  }),
  plant({
    name: "answers a forged webhook with 200",
    found: [
      "webhook > a call without proof of its sender is refused with 401",
      "webhook > a call with a forged proof is refused with 401",
      "webhook > a call that makes no sense is refused, not stored and not a crash",
    ],
    session: ({ handleWebhook }) => ({
      handleWebhook: async (request) => {
        const response = (await handleWebhook?.(request)) ?? { status: 404 };
        return response.status === 401 ? { status: 200 } : response;
      },
    }),
  }),
  plant({
    name: "gives history other keys",
    found: ["durability > what was said before can be asked for, under the keys it came with"],
    session: ({ fetchHistory }) => ({
      fetchHistory: async (...asked) => {
        const { events = [], ...rest } = (await fetchHistory?.(...asked)) ?? {};
        const renamed = events.map((it) => ({ ...it, dedupeKey: `history ${it.dedupeKey}` }));
        return { events: renamed, ...rest };
      },
    }),
  }),
  plant({
    name: "tells our time instead of the platform's",
    found: ["inbound > every event is plain data with a key of its own and the platform's time"],
    context: ({ clock, receive }) => ({
      receive: (events, cursor) =>
        receive(
          events.map((event) => ({ ...event, at: clock.now() })),
          cursor,
        ),
    }),
  }),
  plant({
    name: "keeps every event for ever",
    found: ["soak > 300 messages are each stored once, and the adapter lets go of them"],
    context: ({ receive }) => {
      const all: InboundEvent[] = [];
      return {
        receive: (events, cursor) => {
          all.push(...events);
          return receive(all.slice(-events.length), cursor);
        },
      };
    },
  }),
];

/** Counts the sessions of the adapter that knows files only as long as it runs. */
let runs = 0;

function withRefsOfThisRun(event: InboundEvent): InboundEvent {
  if (event.type !== "message") return event;
  const parts = event.message.parts.map((part) =>
    part.type === "media"
      ? { ...part, media: { ...part.media, ref: `${runs} ${part.media.ref as string}` } }
      : part,
  );
  return { ...event, message: { ...event.message, parts } };
}

function withoutAsterisks(event: InboundEvent): readonly InboundEvent[] {
  if (event.type !== "message") return [event];
  const parts = event.message.parts.map((part) =>
    part.type === "text"
      ? { ...part, text: { ...part.text, text: part.text.text.replaceAll("*", "") } }
      : part,
  );
  return [{ ...event, message: { ...event.message, parts } }];
}
