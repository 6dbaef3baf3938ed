import { describe, expect } from "vitest";
import type { WebhookRequest, WebhookResponse } from "../../index.ts";
import { customersPart } from "../samples.ts";
import { declares, play, type Scene } from "../scene.ts";
import type { Subject } from "../subject.ts";

const onStage = { webhook: true };

/** I – the platform calls us: nobody else may, and 2xx means that it is stored. */
export function webhookSuite(subject: Subject): void {
  describe("webhook", () => {
    if (!subject.abilities.webhook) {
      declares("no webhooks", subject, ({ abilities }) => abilities.webhook, false);
      return;
    }

    play(
      "a message delivered by webhook is stored",
      subject,
      async (scene) => {
        await scene.connect();
        const { message } = await scene.greet();
        expect(message.author.contact?.id).toBe(scene.customer.id);
      },
      onStage,
    );

    play(
      "what could not be stored is delivered again by the platform",
      subject,
      async (scene) => {
        await scene.connect();
        scene.hub.journal.rejectNext(1);
        await scene.greet();
        expect(scene.hub.journal.size).toBe(1);
      },
      onStage,
    );

    play(
      "a call is answered with 2xx, but not before it is stored",
      subject,
      async (scene) => {
        await scene.connect();
        const commit = scene.hub.journal.hold();
        let answered: WebhookResponse | undefined;
        const call = deliver(scene, genuine(scene)).then((response) => (answered = response));
        await scene.hub.until("the event at the hub", () => scene.hub.journal.waiting > 0);
        await new Promise((resolve) => setImmediate(resolve));
        expect(answered).toBeUndefined();
        commit();
        expect(Math.floor((await call).status / 100)).toBe(2);
        expect(scene.hub.journal.size).toBe(1);
      },
      onStage,
    );

    play(
      "a call that could not be stored is not answered with 2xx",
      subject,
      async (scene) => {
        await scene.connect();
        scene.hub.journal.rejectNext(1);
        const { status } = await deliver(scene, genuine(scene));
        expect(status).toBeGreaterThanOrEqual(400);
      },
      onStage,
    );

    play(
      "the same call twice is answered twice and stored once",
      subject,
      async (scene) => {
        await scene.connect();
        const request = genuine(scene);
        for (let times = 0; times < 2; times += 1) {
          expect(Math.floor((await deliver(scene, request)).status / 100)).toBe(2);
        }
        expect(scene.hub.journal.size).toBe(1);
      },
      onStage,
    );

    play(
      "a call without proof of its sender is refused with 401",
      subject,
      async (scene) => {
        await scene.connect();
        const request = genuine(scene);
        const bare = { ...request, headers: plainHeaders(request), query: new URLSearchParams() };
        expect((await deliver(scene, bare)).status).toBe(401);
        expect(scene.hub.journal.calls).toBe(0);
      },
      onStage,
    );

    play(
      "a call with a forged proof is refused with 401",
      subject,
      async (scene) => {
        await scene.connect();
        expect((await deliver(scene, forged(genuine(scene)))).status).toBe(401);
        expect(scene.hub.journal.calls).toBe(0);
      },
      onStage,
    );

    play(
      "a call that makes no sense is refused, not stored and not a crash",
      subject,
      async (scene) => {
        await scene.connect();
        for (const body of ["", "{", "[]", "null", "\u0000\uFFFF"]) {
          const { status } = await deliver(scene, { ...genuine(scene), body: Buffer.from(body) });
          expect(status, `for ${JSON.stringify(body)}`).toBeGreaterThanOrEqual(400);
          expect(status, `for ${JSON.stringify(body)}`).toBeLessThan(500);
        }
        expect(scene.hub.journal.size).toBe(0);
      },
      onStage,
    );
  });
}

function genuine({ simulator, customer }: Scene): WebhookRequest {
  const request = simulator.webhookRequest?.(customer, [customersPart("text")]);
  if (request === undefined)
    throw new Error("abilities.webhook is true: webhookRequest is missing.");
  return request;
}

async function deliver({ hub }: Scene, request: WebhookRequest): Promise<WebhookResponse> {
  const { session } = hub;
  if (session.handleWebhook === undefined) throw new Error("handleWebhook is missing.");
  try {
    return await session.handleWebhook(request);
  } catch (cause) {
    const message = "handleWebhook rejected. It has to answer: 503 when receive rejects, else 4xx.";
    throw new Error(message, { cause });
  }
}

/** Only what says how to read the body. */
function plainHeaders({ headers }: WebhookRequest): Headers {
  return new Headers({ "content-type": headers.get("content-type") ?? "application/json" });
}

/** Everything that could be a proof, of the right length and wrong. */
function forged(request: WebhookRequest): WebhookRequest {
  const headers = plainHeaders(request);
  for (const [name, value] of request.headers) {
    if (!/^(content-|host$|accept|user-agent$|connection$)/.test(name))
      headers.set(name, altered(value));
  }
  const query = new URLSearchParams();
  for (const [name, value] of request.query) query.set(name, altered(value));
  return { ...request, headers, query };
}

/** Another text of the same length and the same kinds of characters. */
function altered(text: string): string {
  return text.replace(/[0-9a-zA-Z]/g, (one) =>
    one === "0" ? "1" : /[0-9]/.test(one) ? "0" : one === "a" ? "b" : "a",
  );
}
