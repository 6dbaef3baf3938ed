import { CompiledQuery } from "kysely";

const unansweredMark = Symbol("unanswered");
const rowsMark = Symbol("rows");

/**
 * A statement of a transaction whose answer nobody needs: a server may get it together with what follows, at the latest
 * with the commit, and its error comes from there.
 */
export function unanswered(text: string, parameters: readonly unknown[]): CompiledQuery {
  return Object.assign({ [unansweredMark]: true }, CompiledQuery.raw(text, [...parameters]));
}

export function isUnanswered(query: CompiledQuery): boolean {
  return unansweredMark in query;
}

/** For SQLite: one statement, run for each row of parameters. Its answer counts the rows that it affected in all. */
export function forEachRow(text: string, rows: readonly (readonly unknown[])[]): CompiledQuery {
  return Object.assign({ [rowsMark]: rows }, CompiledQuery.raw(text));
}

export function rowsOf(query: CompiledQuery): readonly (readonly unknown[])[] | undefined {
  return rowsMark in query ? (query[rowsMark] as readonly (readonly unknown[])[]) : undefined;
}
