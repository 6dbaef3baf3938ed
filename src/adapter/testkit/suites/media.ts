import { describe, expect } from "vitest";
import {
  type Capabilities,
  ChannelError,
  type ChannelSession,
  type Json,
  type MediaKind,
  type MediaRef,
} from "../../index.ts";
import { bytes, mediaKinds, sampleFile, Upload } from "../samples.ts";
import { declares, play, refusal, type Scene, unhurried } from "../scene.ts";
import type { SimulatedPartKind } from "../simulator.ts";
import type { Subject } from "../subject.ts";

/** H – files: streamed both ways, and to be had again. */
export function mediaSuite(subject: Subject): void {
  const { media } = subject.adapter.capabilities;
  const large = subject.options.largestDownload;
  const elsewhere = subject.abilities.elsewhere ?? true;
  const sends = subject.abilities.customer.sends;
  const kind = mediaKinds.find((it) =>
    sends ? sends.includes(it) : media[it]?.support === "native",
  );

  describe("media", () => {
    if (kind === undefined) {
      declares(
        "customers send no files",
        subject,
        ({ abilities }) => abilities.customer.sends?.some(isMedia) ?? false,
        false,
      );
      return;
    }

    play(
      "a customer's file can be fetched, and fetched again, byte for byte",
      subject,
      async (scene) => {
        await scene.connect();
        const original = bytes(300_000, "original");
        const ref = await receive(scene, kind, original);
        for (let times = 0; times < 2; times += 1) {
          expect(Buffer.compare(await fetchAll(scene.hub.session, ref), original)).toBe(0);
        }
      },
    );

    play(
      "it can still be fetched after a restart, with what was stored",
      subject,
      async (scene) => {
        const running = await scene.connect();
        const original = bytes(300_000, "original");
        const stored = JSON.stringify((await receive(scene, kind, original)).ref);
        await running.stop();
        await scene.connect();
        const fetched = await fetchAll(scene.hub.session, { ref: JSON.parse(stored) as Json });
        expect(Buffer.compare(fetched, original)).toBe(0);
      },
    );

    play("a large file comes as a stream that can be given up", subject, async (scene) => {
      await scene.connect();
      const ref = await receive(scene, kind, bytes(large, "large"));
      const before = scene.hub.network.bytesRead;
      const { body } = await fetchMedia(scene.hub.session, ref);
      const reader = body.getReader();
      const { value } = await reader.read();
      expect(value?.byteLength, "the first piece").toBeLessThan(large / 4);
      expect(scene.hub.network.bytesRead - before, "read ahead").toBeLessThan(large / 2);
      await reader.cancel();
      await scene.say("Too large for us", await scene.greet());
    });

    if (elsewhere) {
      play("a file the platform no longer has is reported as expired", subject, async (scene) => {
        await scene.connect();
        const ref = await receive(scene, kind, bytes(3000, "short-lived"));
        scene.simulator.expireMedia();
        const error = await refusal(fetchAll(scene.hub.session, ref));
        expect(error).toBeInstanceOf(ChannelError);
        expect(error.code).toBe("media-expired");
      });
    }

    const sendable = nativeMedia(subject.adapter.capabilities);
    if (sendable === undefined) {
      declares(
        "we send no files",
        subject,
        ({ capabilities }) => nativeMedia(capabilities),
        undefined,
      );
      return;
    }

    const size = Math.min(300_000, media[sendable]?.maxBytes ?? 300_000);

    if (elsewhere) {
      play(
        "a file refused once is read anew for the next attempt, and arrives whole",
        subject,
        async (scene) => {
          await scene.connect();
          const file = sampleFile(sendable, size, media[sendable]?.mimeTypes);
          const upload = new Upload(file);
          const request = scene.request(
            [{ type: "media", kind: sendable, media: upload }],
            await scene.greet(),
          );
          scene.refuseNext();
          await refusal(scene.hub.session.send(request, unhurried()));
          await scene.hub.session.send({ ...request, attempt: 2 }, unhurried());
          const [sent] = await scene.arrived((all) => all.length === 1);
          const part = sent?.parts[0];
          expect(part?.type === "media" && Buffer.compare(part.file.bytes, file.bytes)).toBe(0);
        },
      );
    }

    play("a file that can't be read to its end reaches nobody", subject, async (scene) => {
      await scene.connect();
      const greeting = await scene.greet();
      const file = sampleFile(sendable, size, media[sendable]?.mimeTypes);
      const broken = new Upload(file);
      broken.open = () => Promise.resolve(brokenStream(file.bytes.slice(0, size / 3)));
      await refusal(scene.send([{ type: "media", kind: sendable, media: broken }], greeting));
      await scene.say("I'll send it later", greeting);
      expect(await scene.arrived((all) => all.length > 0)).toHaveLength(1);
    });
  });
}

async function receive(scene: Scene, kind: MediaKind, content: Uint8Array): Promise<MediaRef> {
  const file = { ...sampleFile(kind), bytes: content };
  const { message } = await scene.stored(await scene.customer.send([{ type: "media", file }]));
  const part = message.parts.find(({ type }) => type === "media");
  if (part?.type !== "media") throw new Error("The message came without its file.");
  return part.media;
}

function fetchMedia(
  session: ChannelSession,
  ref: MediaRef,
): ReturnType<NonNullable<ChannelSession["fetchMedia"]>> {
  if (session.fetchMedia === undefined)
    throw new Error("Customers send files: fetchMedia is missing.");
  return session.fetchMedia(ref, unhurried());
}

async function fetchAll(session: ChannelSession, ref: MediaRef): Promise<Buffer> {
  const { body } = await fetchMedia(session, ref);
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function brokenStream(start: Uint8Array): ReadableStream<Uint8Array> {
  let given = false;
  return new ReadableStream({
    pull(controller) {
      if (given) controller.error(new Error("The disk is gone."));
      else controller.enqueue(start);
      given = true;
    },
  });
}

function isMedia(kind: SimulatedPartKind): boolean {
  return mediaKinds.some((it) => it === kind);
}

/** The first kind of file that can be sent as itself. */
function nativeMedia({ media }: Capabilities): MediaKind | undefined {
  return mediaKinds.find((kind) => media[kind]?.support === "native");
}
