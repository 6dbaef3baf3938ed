import { secret } from "switchboard/adapter";
import { z } from "zod";
import { plainAdapter } from "../plain/adapter.ts";
import { type Fault, plant } from "./plant.ts";

const sound = plainAdapter.capabilities;
const forever = new Promise<never>(() => {});

/** Mistakes that real adapters make in their settings and between start and stop. */
export const lifeFaults: readonly Fault[] = [
  plant({
    name: "a secret isn't marked",
    found: ["settings > valid settings are accepted, and every secret among them is marked"],
    adapter: {
      settings: z.object({
        url: z.url(),
        token: z.string().min(8),
        receive: z.enum(["polling", "webhook"]),
        webhookSecret: secret(z.string().min(8)),
      }),
    },
  }),
  plant({
    name: "promises more once it runs",
    found: [
      "settings > a session is created without any I/O and without a promise beyond the set-up screen's",
      "outbound > declares: no poll to customers",
    ],
    session: () => ({
      capabilities: () => ({ ...sound, parts: { ...sound.parts, poll: "native" } }),
    }),
  }),
  plant({
    name: "a token is logged",
    found: [
      "secrets > no secret shows when all goes well",
      "secrets > no secret shows in what sends are refused with",
      "secrets > no secret shows when the credentials are lost",
    ],
    session: ({ run }, { config, log }) => ({
      run: (signal) => {
        log.debug({ config }, "connecting");
        return run(signal);
      },
    }),
  }),
  plant({
    name: "swallows why run ended",
    found: [
      "life > wrong credentials make the start fail, and say so",
      "life > credentials that stop working end the session, and say so",
      "life > another client in our place ends the session, and says so",
      "life > a platform that can't be reached is reported, and found again",
    ],
    session: ({ run }) => ({ run: (signal) => run(signal).catch(() => {}) }),
  }),
  plant({
    name: "goes on after an abort",
    found: [
      "life > an abort ends a connected session within 10 ms, without an error",
      "life > an abort while it still connects ends it as well",
    ],
    stopMs: 10,
    session: ({ run }) => ({ run: (signal) => run(signal).then(() => forever) }),
  }),
  plant({
    name: "calls an abort an error",
    found: [
      "life > an abort ends a connected session within 2000 ms, without an error",
      "life > an abort while it still connects ends it as well",
    ],
    session: ({ run }) => ({
      run: async (signal) => {
        await run(signal);
        signal.throwIfAborted();
      },
    }),
  }),
  plant({
    name: "leaves a timer behind",
    found: ["life > no timer, socket or child process outlives the session"],
    session: ({ run }) => ({
      run: (signal) => {
        setTimeout(() => {}, 120_000);
        return run(signal);
      },
    }),
  }),
];
