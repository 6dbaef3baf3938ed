import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";

/** What a TLS server needs, and how a browser may be told to trust exactly this key. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
  /** Base64 of the SHA-256 of the public key. */
  readonly pin: string;
}

const validMs = 24 * 60 * 60_000;

/** A certificate for one host, made on the spot and signed by itself: no key has to lie about in a repository. */
export function selfSigned(host: string): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const spki = publicKey.export({ type: "spki", format: "der" });
  // ecdsa-with-SHA256: https://www.rfc-editor.org/rfc/rfc5758#section-3.2
  const algorithm = sequence(objectId("2a8648ce3d040302"));
  const name = sequence(tag(0x31, sequence(objectId("550403"), tag(0x0c, Buffer.from(host)))));
  const now = Date.now();
  // https://www.rfc-editor.org/rfc/rfc5280#section-4.1
  const body = sequence(
    tag(0xa0, tag(0x02, Buffer.from([2]))),
    tag(0x02, Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    algorithm,
    name,
    sequence(time(now - validMs), time(now + validMs)),
    name,
    spki,
    tag(0xa3, sequence(alternativeName(host))),
  );
  const signature = sign("sha256", body, privateKey);
  const whole = sequence(body, algorithm, tag(0x03, Buffer.concat([Buffer.from([0]), signature])));
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    cert: pem(whole),
    pin: createHash("sha256").update(spki).digest("base64"),
  };
}

function alternativeName(host: string): Buffer {
  const names = sequence(tag(0x82, Buffer.from(host)));
  return sequence(objectId("551d11"), tag(0x04, names));
}

function time(ms: number): Buffer {
  const digits = new Date(ms).toISOString().replace(/[-:T]|\.\d+/g, "");
  return tag(0x18, Buffer.from(digits));
}

function objectId(hex: string): Buffer {
  return tag(0x06, Buffer.from(hex, "hex"));
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tag(0x30, Buffer.concat(parts));
}

/** DER: a tag, the length, the content. */
function tag(number: number, content: Buffer): Buffer {
  const { length } = content;
  const size =
    length < 0x80
      ? [length]
      : length < 0x100
        ? [0x81, length]
        : [0x82, Math.floor(length / 0x100), length % 0x100];
  return Buffer.concat([Buffer.from([number, ...size]), content]);
}

function pem(der: Buffer): string {
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}
