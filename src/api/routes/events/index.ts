import type { EventFeed } from "../../../realtime/event-feed.ts";
import type { EventStreams } from "../../event-streams.ts";
import type { Route } from "../../route.ts";
import { listEvents } from "./list.ts";
import { streamEvents } from "./stream.ts";

export const eventRoutes = (feed: EventFeed, streams: EventStreams): readonly Route[] => [
  listEvents(feed),
  streamEvents(streams),
];
