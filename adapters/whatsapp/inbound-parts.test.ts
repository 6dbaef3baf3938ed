import { expect, it } from "vitest";
import { partsOf } from "./inbound-parts.ts";

const key = {
  fromMe: false,
  remote: "8613800000001@c.us",
  id: "3A01",
  _serialized: "false_8613800000001@c.us_3A01",
};

/** As the page hands it over: JSON, with whatever WhatsApp has changed in it. */
const read = (json: string) =>
  partsOf({ id: key, t: 1_790_000_000, ...(JSON.parse(json) as { type: string }) });

it.each([
  ["a text without words", '{"type":"chat","body":null}'],
  ["a contact without a card", '{"type":"vcard","body":null}'],
  ["several contacts, and none", '{"type":"multi_vcard","vcardList":[]}'],
  ["a poll with options of another form", '{"type":"poll_creation","pollOptions":[null]}'],
  ["a place without coordinates", '{"type":"location"}'],
  ["a kind that nobody has thought of", '{"type":"hologram"}'],
])("%s: kept, in words", (_what, json) => {
  const { type } = JSON.parse(json) as { readonly type: string };
  expect(read(json)).toEqual([
    {
      type: "unsupported",
      platformType: type,
      fallback: expect.stringContaining(type) as string,
    },
  ]);
});
