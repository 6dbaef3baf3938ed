import { CompiledQuery } from "kysely";

const mark = Symbol("unanswered");

/**
 * A statement of a transaction whose answer nobody needs: a server may get it together with what follows, at the latest
 * with the commit, and its error comes from there.
 */
export function unanswered(text: string, parameters: readonly unknown[]): CompiledQuery {
  return Object.assign({ [mark]: true }, CompiledQuery.raw(text, [...parameters]));
}

export function isUnanswered(query: CompiledQuery): boolean {
  return mark in query;
}
