import { expect } from "vitest";
import {
  type Capabilities,
  ChannelError,
  type MediaKind,
  type OutboundMedia,
  type Part,
  type Support,
} from "../../index.ts";
import { canonicalPart, readable } from "../canonical.ts";
import { mediaKinds, otherParts, sampleFile, textOf, Upload, uploadPart } from "../samples.ts";
import { declares, play, refusal, type Scene } from "../scene.ts";
import type { SimulatedPart } from "../simulator.ts";
import type { Subject } from "../subject.ts";

type OtherPart = Exclude<keyof Capabilities["parts"], "unsupported">;

/** What of each part has to be legible when the platform shows it its own way. */
const legible: Readonly<Record<OtherPart, readonly string[]>> = {
  location: ["31.23", "121.47"],
  "contact-card": ["Grace Hopper", "15550100"],
  link: ["https://shop.example/green"],
  poll: ["Which colour?", "Green", "Blue"],
  action: ["Size 42"],
};

/** The part of E about files, places, cards: each one as the capabilities promise. */
export function partsSuite(subject: Subject): void {
  const { media, parts } = subject.adapter.capabilities;

  for (const kind of Object.keys(legible) as OtherPart[]) {
    const support = parts[kind] ?? "none";
    const part: Part<OutboundMedia> = otherParts[kind];
    if (support === "none") refuses(subject, kind, () => part);
    else if (support === "native") {
      play(`native ${kind}: arrives as one`, subject, async (scene) => {
        expect((await sendOne(scene, part)).map(canonicalPart)).toEqual([canonicalPart(part)]);
      });
    } else {
      play(`fallback ${kind}: arrives readable, and the agent is told`, subject, async (scene) => {
        const arrived = readable(await sendOne(scene, part, "degraded"));
        for (const words of legible[kind]) expect(arrived).toContain(words);
      });
    }
  }

  for (const kind of mediaKinds) {
    const limits = media[kind];
    const file = sampleFile(kind, 3000, limits?.mimeTypes);
    if (limits === undefined || limits.support === "none") {
      refuses(subject, kind, () => uploadPart(file));
      continue;
    }
    if (limits.support === "native") {
      play(`native ${kind}: arrives as one, byte for byte`, subject, async (scene) => {
        const arrived = await sendOne(scene, uploadPart(file));
        expect(arrived.map(canonicalPart)).toEqual([{ type: "media", kind }]);
        expect(fileOf(arrived)).toEqual(Buffer.from(file.bytes));
      });
    } else {
      play(
        `fallback ${kind}: arrives as a file or by its name, and the agent is told`,
        subject,
        async (scene) => {
          const arrived = await sendOne(scene, uploadPart(file), "degraded");
          const bytes = arrived.some(({ type }) => type === "media") ? fileOf(arrived) : undefined;
          if (bytes === undefined) expect(readable(arrived)).toContain(file.fileName);
          else expect(bytes).toEqual(Buffer.from(file.bytes));
        },
      );
    }
    limitsOf(subject, kind);
  }
}

function limitsOf(subject: Subject, kind: MediaKind): void {
  const { maxBytes, maxCaptionLength, mimeTypes } = subject.adapter.capabilities.media[kind] ?? {};

  if (maxBytes !== undefined) {
    play(
      `${kind} of ${maxBytes + 1} bytes: refused before a byte of it is read`,
      subject,
      async (scene) => {
        await scene.connect();
        const media = new Upload(sampleFile(kind, 3000, mimeTypes), maxBytes + 1);
        const error = await refusal(
          scene.send([{ type: "media", kind, media }], await scene.greet()),
        );
        expect(error).toBeInstanceOf(ChannelError);
        expect(error).toMatchObject({ code: "media-too-large", outcome: "not-sent" });
        expect(media.opened).toBe(0);
        expect(scene.simulator.sent()).toEqual([]);
      },
    );
    if (maxBytes <= subject.options.largestUpload) {
      play(`${kind} of ${maxBytes} bytes: arrives`, subject, async (scene) => {
        const file = sampleFile(kind, maxBytes, mimeTypes);
        expect(fileOf(await sendOne(scene, uploadPart(file)))?.byteLength).toBe(maxBytes);
      });
    } else {
      declares(
        `${kind} of ${maxBytes} bytes: allowed, and too large to try here`,
        subject,
        ({ capabilities }) => capabilities.media[kind]?.maxBytes,
        maxBytes,
      );
    }
  }

  if (maxCaptionLength) {
    for (const length of [maxCaptionLength, maxCaptionLength + 1]) {
      play(`${kind} with ${length} characters under it: all arrive`, subject, async (scene) => {
        await scene.connect();
        const caption = { text: textOf(length) };
        await scene.send(
          [uploadPart(sampleFile(kind, 3000, mimeTypes), caption)],
          await scene.greet(),
        );
        const sent = await scene.arrived(
          (all) => all.map(({ parts }) => readable(parts)).join("").length >= length,
        );
        expect(sent.map(({ parts }) => readable(parts)).join("")).toBe(caption.text);
        expect(
          sent.flatMap(({ parts }) => parts).filter(({ type }) => type === "media"),
        ).toHaveLength(1);
      });
    }
  }
}

function refuses(
  subject: Subject,
  kind: MediaKind | OtherPart,
  part: () => Part<OutboundMedia>,
): void {
  declares(`no ${kind} to customers`, subject, (it) => supportOf(it.capabilities, kind), "none");
  play(`${kind}: refused, and the customer gets nothing`, subject, async (scene) => {
    await scene.connect();
    const greeting = await scene.greet();
    const error = await refusal(scene.send([part()], greeting));
    expect(error).toBeInstanceOf(ChannelError);
    expect(error).toMatchObject({ code: "unsupported", outcome: "not-sent" });
    await scene.say("Sorry, I can't send that", greeting);
    expect(await scene.arrived((all) => all.length > 0)).toHaveLength(1);
  });
}

/** Sends one part alone; resolves with all that arrived of it. */
async function sendOne(
  scene: Scene,
  part: Part<OutboundMedia>,
  told?: "degraded",
): Promise<readonly SimulatedPart[]> {
  await scene.connect();
  const result = await scene.send([part], await scene.greet());
  if (told) expect(result.degraded ?? [], "what the agent is told").not.toEqual([]);
  const sent = await scene.arrived((all) => all.length > 0);
  return sent.flatMap(({ parts }) => parts);
}

function fileOf(parts: readonly SimulatedPart[]): Buffer | undefined {
  const media = parts.find((part) => part.type === "media");
  return media?.type === "media" ? Buffer.from(media.file.bytes) : undefined;
}

function supportOf({ media, parts }: Capabilities, kind: MediaKind | OtherPart): Support {
  if (kind in legible) return parts[kind as OtherPart] ?? "none";
  return media[kind as MediaKind]?.support ?? "none";
}
