import { secret } from "switchboard/adapter";
import { z } from "zod";
import { limits } from "./capabilities.ts";
import { isTimeZone } from "./client/time-zone.ts";

const ask = z.enum(["off", "optional", "required"]);
const wallTime = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, "must be a time of day such as 09:00");
const holiday = z.iso.date("must be a day such as 2026-12-25");
const origin = z
  .url({ protocol: /^https?$/, error: "must be a web address such as https://shop.example" })
  .transform((url) => new URL(url).origin);

/** From Monday to Sunday. */
const opening = z
  .object({ days: z.array(z.int().min(1).max(7)).min(1), from: wallTime, to: wallTime })
  .refine(({ from, to }) => from < to, "must end after it begins; for a night make two of it");

const everyFile = [
  "image/jpeg",
  "image/png",
  "image/gif",
  "image/webp",
  "video/mp4",
  "video/webm",
  "audio/*",
  "application/pdf",
  "text/plain",
];

/** What the operator fills in for the chat on a site. */
export const settings = z
  .object({
    name: z.string().trim().min(1).max(80).default("Support").meta({
      title: "Name",
      description: "Who visitors talk to: stands at the top of the chat and over each answer.",
    }),
    allowedOrigins: z.array(origin).max(50).default([]).meta({
      title: "Sites",
      description:
        "Web addresses that may show the chat, such as https://shop.example. Empty: every site may.",
    }),
    colour: z
      .string()
      .regex(/^#[0-9a-fA-F]{6}$/, "must be a colour such as #2563eb")
      .default("#2563eb")
      .meta({ title: "Colour", description: "Of the button and of the chat's head." }),
    position: z
      .enum(["right", "left"])
      .default("right")
      .meta({ title: "Position", description: "In which lower corner of the page the button is." }),
    greeting: z.string().trim().max(500).default("").meta({
      title: "Greeting",
      description: "The first words that a visitor sees.",
    }),
    askName: ask
      .default("optional")
      .meta({ title: "Ask for the name", description: "Before the first message." }),
    askEmail: ask
      .default("off")
      .meta({ title: "Ask for the e-mail address", description: "Before the first message." }),
    timeZone: z
      .string()
      .refine(isTimeZone, "must be a time zone such as Asia/Shanghai")
      .default("UTC")
      .meta({ title: "Time zone", description: "Of the office hours, such as Asia/Shanghai." }),
    officeHours: z.array(opening).max(50).default([]).meta({
      title: "Office hours",
      description:
        "Days (1 is Monday) with a beginning and an end, in the time zone above. Empty: always open.",
    }),
    holidays: z
      .array(holiday)
      .max(400)
      .default([])
      .meta({ title: "Holidays", description: "Days on which nobody is there." }),
    closedText: z.string().trim().max(500).default("").meta({
      title: "Text out of hours",
      description: "Shown while nobody is there; visitors can still write.",
    }),
    replyTime: z.string().trim().max(100).default("").meta({
      title: "Expected reply time",
      description: "In your own words, such as “within an hour”. Empty: nothing is promised.",
    }),
    signingSecret: secret(
      z.string().min(32, "must have 32 characters or more").max(512).optional().meta({
        title: "Signing secret",
        description:
          "Your site signs who is signed in there with it (JWT, HS256). Only with it a visitor is known for sure.",
      }),
    ),
    signedOnly: z.boolean().default(false).meta({
      title: "Signed visitors only",
      description: "Nobody else may write. Needs the signing secret.",
    }),
    fileMegabytes: z
      .number()
      .min(0)
      .max(limits.fileBytes / 1024 ** 2)
      .default(10)
      .meta({ title: "Largest file", description: "From visitors, in MB; 0 takes no files." }),
    fileTypes: z
      .array(z.string().regex(/^[\w.+-]+\/(\*|[\w.+-]+)$/, "must be such as image/png or image/*"))
      .max(100)
      .default(everyFile)
      .meta({ title: "File types", description: "That visitors may send." }),
    messagesPerMinute: z.int().min(1).max(100_000).default(20).meta({
      title: "Messages per minute and visitor",
      description: "More are refused for a moment.",
    }),
    messagesPerMinuteAndAddress: z.int().min(1).max(1_000_000).default(120).meta({
      title: "Messages per minute and network address",
      description: "Many visitors may share an address. It is counted in memory and never stored.",
    }),
    blockedWords: z.array(z.string().trim().min(2).max(100)).max(500).default([]).meta({
      title: "Blocked words",
      description: "A message with one of them is refused.",
    }),
    blockedVisitors: z.array(z.string().trim().min(1).max(300)).max(1000).default([]).meta({
      title: "Blocked visitors",
      description: "Ids as the inbox shows them. They can't write or read any more.",
    }),
  })
  .refine(({ signedOnly, signingSecret }) => !signedOnly || signingSecret !== undefined, {
    path: ["signingSecret"],
    message: "is needed where only signed visitors may write",
  });

export type WebchatSettings = z.infer<typeof settings>;
