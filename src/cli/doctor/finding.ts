import type { Settings } from "../../../config/settings.ts";

/** One thing that was looked at. What isn't ok says how to mend it. */
export type Finding = { readonly subject: string; readonly text: string } & (
  | { readonly level: "ok" }
  | { readonly level: "warn" | "fail"; readonly fix: string }
);

/** Looks at one thing. Changes nothing; rejects never on purpose: what is wrong is a finding. */
export type Check = (settings: Settings) => Promise<readonly Finding[]>;

export function ok(subject: string, text: string): Finding {
  return { level: "ok", subject, text };
}

export function warn(subject: string, text: string, fix: string): Finding {
  return { level: "warn", subject, text, fix };
}

export function fail(subject: string, text: string, fix: string): Finding {
  return { level: "fail", subject, text, fix };
}

/** The two halves of a start problem: what is wrong, and what to do. */
export function failOfStart(subject: string, message: string): Finding {
  const [first = message, ...rest] = message.split(/(?<=\.) /);
  return fail(subject, first, rest.join(" ") || "See the log of the hub, and config/reference.md.");
}
