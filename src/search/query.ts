import { conversationStatuses } from "../inbox/conversation.ts";

/** What somebody typed into the search field, taken apart. */
export interface SearchQuery {
  /** Everything that is no operator. */
  readonly words: string;
  /** Part of the name of who wrote; `me` for who asks. */
  readonly from?: string;
  /** Part of a channel's name, or its adapter's. */
  readonly channel?: string;
  readonly label?: string;
  readonly status?: string;
  /** Milliseconds; the day itself doesn't count. */
  readonly before?: number;
  /** The day itself counts. */
  readonly after?: number;
}

/** A word of the query that means nothing: which one, and what it could be. */
export class SearchQueryError extends Error {
  override readonly name = "SearchQueryError";
}

const dayMs = 24 * 60 * 60_000;
const operator = /(^|\s)(from|channel|label|is|before|after):("[^"]*"|\S+)/gi;

/** Days are whole days in UTC. @throws SearchQueryError. */
export function parseQuery(text: string): SearchQuery {
  const found: { -readonly [K in keyof SearchQuery]: SearchQuery[K] } = { words: "" };
  found.words = text
    .replaceAll(operator, (_, space: string, name: string, quoted: string) => {
      const value = quoted.replaceAll('"', "").trim();
      switch (name.toLowerCase()) {
        case "from":
          found.from = value;
          break;
        case "channel":
          found.channel = value;
          break;
        case "label":
          found.label = value;
          break;
        case "is":
          found.status = statusOf(value);
          break;
        case "before":
          found.before = dayOf(name, value);
          break;
        default:
          found.after = dayOf(name, value);
      }
      return space;
    })
    .trim();
  return found;
}

function statusOf(value: string): string {
  const status = value.toLowerCase();
  if (conversationStatuses.some((one) => one === status)) return status;
  throw new SearchQueryError(`is:${value} means nothing: ${conversationStatuses.join(", ")}.`);
}

function dayOf(name: string, value: string): number {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(value) ? Date.parse(`${value}T00:00:00Z`) : Number.NaN;
  if (!Number.isNaN(day) && day > -dayMs) return day;
  throw new SearchQueryError(`${name}:${value} is no day: write it like ${name}:2026-03-01.`);
}
