import { expect, test } from "vitest";
import { parseSettings, secretFields, settingsJsonSchema } from "switchboard/adapter";
import { settings } from "./settings.ts";

const token = "7000000001:AAF-simulated_token-0123456789abcdefg";

test("a token is all that has to be filled in; blanks around it are nobody's intention", () => {
  expect(parseSettings(settings, { token: ` ${token}\n` })).toEqual({
    token,
    mode: "polling",
    apiRoot: "https://api.telegram.org",
  });
});

test("the address of another server loses its last slash", () => {
  const apiRoot = "http://127.0.0.1:8081//";
  expect(parseSettings(settings, { token, apiRoot }).apiRoot).toBe("http://127.0.0.1:8081");
});

test.each([
  ["a token that isn't one", { token: "hunter2" }, /token: must look like/],
  [
    "a webhook secret that can be guessed",
    { token, webhookSecret: "short" },
    /webhookSecret: must be 16/,
  ],
  ["another way to get updates", { token, mode: "magic" }, /mode/],
  ["an address that isn't one", { token, apiRoot: "ftp://x" }, /apiRoot: must be a web address/],
])("%s is refused with what to do", (_, input, words) => {
  expect(() => parseSettings(settings, input)).toThrow(words);
});

test("token and webhook secret are secrets, and every field tells the operator what it is", () => {
  expect([...secretFields(settings)].sort()).toEqual(["token", "webhookSecret"]);
  for (const field of Object.values(settingsJsonSchema(settings)["properties"] ?? {})) {
    expect(Object.keys(field as object)).toEqual(expect.arrayContaining(["title", "description"]));
  }
});
