import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import { z } from "zod";
import type { Actor, AgentActor, Permission } from "../auth/permissions.ts";
import type { ProblemCode } from "./problem.ts";

/** Who may call a route: anyone, any signed-in agent (for what concerns themselves), or whoever has the permission. */
export type Access = "public" | "signed-in" | Permission;

/** An answer that isn't JSON. */
export interface RawAnswer {
  readonly contentType: string;
}

/** The answers of a route: a schema that filters the body, or the type of what isn't JSON. */
type Answers = Readonly<Record<number, z.ZodType | RawAnswer>>;

/** A body that the handler reads by itself, from `request.stream`. */
export interface RawBody {
  readonly contentType: string;
  readonly schema: z.ZodType;
}

type ActorOf<A extends Access> = A extends "public"
  ? undefined
  : A extends "signed-in"
    ? AgentActor
    : Actor;

export interface ApiRequest<
  P = unknown,
  Q = unknown,
  B = unknown,
  A extends Access = Access,
  R extends Answers = Answers,
> {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly actor: ActorOf<A>;
  /** The token of the session that asks, when one does. */
  readonly sessionToken: string | undefined;
  /** Where the client is. */
  readonly address: string;
  readonly requestId: string;
  readonly header: (name: string) => string | undefined;
  /** The connection's bytes, for a route with a `rawBody`. */
  readonly stream: IncomingMessage;
  readonly reply: ReplyWith<R>;
  /** Whether this actor still is who they were: for answers that go on for a while. */
  readonly reauthenticate: () => Promise<Actor | undefined>;
}

interface ReplyExtras {
  readonly headers?: Readonly<Record<string, string>>;
  /** Signs the browser in, or out. */
  readonly session?: { readonly start: string } | "end";
}

/** What a handler resolves with; made by its `reply`. */
export interface Reply extends ReplyExtras {
  readonly status: number;
  readonly body: unknown;
}

type BodyOf<T> = T extends z.ZodType ? z.input<T> : Readable | Uint8Array;

/** Takes only the statuses that the route declares, each with its own body. */
type ReplyWith<R extends Answers> = <S extends keyof R & number>(
  status: S,
  ...rest: BodyOf<R[S]> extends undefined
    ? [body?: undefined, extras?: ReplyExtras]
    : [body: BodyOf<R[S]>, extras?: ReplyExtras]
) => Reply;

interface RouteDescription {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** As the router takes it: `/api/v1/agents/:agentId`. */
  readonly path: string;
  /** The operation's id in the OpenAPI document. */
  readonly name: string;
  readonly summary: string;
  readonly description?: string;
  readonly access: Access;
  readonly headers?: z.ZodObject;
  readonly rawBody?: RawBody;
  /** Of a JSON body; 1 MiB where it isn't said. */
  readonly maxBodyBytes?: number;
  /** Refusals of this route's own, beside those that every route has. */
  readonly problems?: readonly ProblemCode[];
  /** Not counted against the rate limits: what machines ask every second. */
  readonly unlimited?: true;
  /** Counts as so many requests against the rate limits; 1 where it isn't said. */
  readonly weight?: number;
}

interface RouteDefinition<
  A extends Access,
  R extends Answers,
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
> extends RouteDescription {
  readonly access: A;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly responses: R;
  handle(request: ApiRequest<z.output<P>, z.output<Q>, z.output<B>, A, R>): Promise<Reply>;
}

/** A route as the guard and the OpenAPI document see it. */
export interface Route extends RouteDescription {
  readonly params: z.ZodType | undefined;
  readonly query: z.ZodType | undefined;
  readonly body: z.ZodType | undefined;
  readonly responses: Answers;
  handle(request: Omit<ApiRequest, "reply">): Promise<Reply>;
}

/** One endpoint: what it takes, what it may answer, who may call it. */
export function route<
  const A extends Access,
  const R extends Answers,
  P extends z.ZodType = z.ZodUndefined,
  Q extends z.ZodType = z.ZodUndefined,
  B extends z.ZodType = z.ZodUndefined,
>(definition: RouteDefinition<A, R, P, Q, B>): Route {
  const { params, query, body } = definition;
  return {
    ...definition,
    params,
    query,
    body,
    handle(request) {
      const reply: ReplyWith<R> = (status, ...[content, extras]) => ({
        status,
        body: content,
        ...extras,
      });
      // The guard parsed each member with the schema that gave it its type here.
      return definition.handle({ ...request, reply } as ApiRequest<
        z.output<P>,
        z.output<Q>,
        z.output<B>,
        A,
        R
      >);
    },
  };
}

/** The schema of an answer without a body. */
export const noContent = z.undefined();
