import { Gauge, type Registry } from "prom-client";
import type { EventStreams } from "./event-streams.ts";
import type { ChannelServices } from "./routes/channels/services.ts";

/** What an operator watches besides the process itself; looked up when Prometheus asks. */
export function registerHubMetrics(
  registry: Registry,
  { channels, health }: Pick<ChannelServices, "channels" | "health">,
  streams: EventStreams,
): void {
  const states = new Gauge({
    name: "switchboard_channels",
    help: "Channels, by adapter and state",
    labelNames: ["adapter", "state"],
    registers: [],
    async collect() {
      this.reset();
      for (const { adapter, status } of await channels.list()) {
        this.inc({ adapter, state: status.state });
      }
    },
  });
  const queues = new Gauge({
    name: "switchboard_queue_length",
    help: "Messages that wait to be sent, by channel",
    labelNames: ["channel"],
    registers: [],
    async collect() {
      this.reset();
      for (const { id } of await channels.list()) {
        this.set({ channel: id }, (await health.of(id)).queueLength);
      }
    },
  });
  const open = new Gauge({
    name: "switchboard_event_streams",
    help: "Open event streams of this process",
    registers: [],
    collect() {
      this.set(streams.count);
    },
  });
  for (const gauge of [states, queues, open]) registry.registerMetric(gauge);
}
