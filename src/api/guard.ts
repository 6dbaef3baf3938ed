import { Readable } from "node:stream";
import type { Context } from "koa";
import { z } from "zod";
import type { Auth } from "../auth/auth.ts";
import { can } from "../auth/permissions.ts";
import { type Credentials, readCredentials, writeSession } from "./credentials.ts";
import { readJson } from "./json-body.ts";
import { isSecure, mustComeFromHere } from "./origin.ts";
import { type FieldError, Problem } from "./problem.ts";
import type { RateLimits } from "./rate-limits.ts";
import type { ApiRequest, Reply, Route } from "./route.ts";

const defaultMaxBodyBytes = 1024 * 1024;
const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);

export interface GuardParts {
  readonly auth: Auth;
  readonly limits: RateLimits;
  readonly publicUrl: URL | undefined;
}

/** The one way into a route: who, how often, whether, with what; and out again: only what is declared. */
export function guard(route: Route, parts: GuardParts): (ctx: Context) => Promise<void> {
  const { auth, limits, publicUrl } = parts;
  return async (ctx) => {
    const secure = isSecure(ctx, publicUrl);
    const credentials: Credentials =
      route.access === "public"
        ? { actor: undefined, sessionToken: undefined, shown: "none" }
        : await readCredentials(ctx, auth, secure);
    if (route.unlimited !== true) await limits.take(ctx, credentials.actor, route.weight);
    mustBeAllowed(route, credentials);
    if (!safeMethods.has(ctx.method) && needsOrigin(ctx, route, credentials)) {
      mustComeFromHere(ctx, publicUrl, secure);
    }
    ctx.state["actor"] = credentials.actor;
    const reply = await route.handle(await readRequest(ctx, route, credentials, parts));
    ctx.status = reply.status;
    for (const [name, value] of Object.entries(reply.headers ?? {})) ctx.set(name, value);
    if (reply.session !== undefined) writeSession(ctx, reply.session, secure);
    writeBody(ctx, route, reply);
  };
}

function mustBeAllowed({ access }: Route, { actor, shown }: Credentials): void {
  if (access === "public") return;
  if (actor === undefined) {
    const detail =
      shown === "api-key"
        ? "The API key is wrong, revoked or expired."
        : "Sign in, or send an API key as a bearer token.";
    throw new Problem("unauthenticated", detail, { headers: { "WWW-Authenticate": "Bearer" } });
  }
  if (access === "signed-in") {
    if (actor.kind === "agent") return;
    throw new Problem("forbidden", "This is for agents who signed in, not for API keys.");
  }
  if (!can(actor, access)) {
    throw new Problem("forbidden", `This needs the permission ${access}.`);
  }
}

/** Cookies always; and what is open to all when a browser says where it comes from, lest another site signs it in. */
function needsOrigin(ctx: Context, route: Route, { shown }: Credentials): boolean {
  return shown === "session" || (route.access === "public" && ctx.get("Origin") !== "");
}

async function readRequest(
  ctx: Context,
  route: Route,
  credentials: Credentials,
  { auth, publicUrl }: GuardParts,
): Promise<Omit<ApiRequest, "reply">> {
  const params = route.params?.safeParse(ctx["params"]);
  // An id of a wrong shape is an id of nothing.
  if (params?.success === false) throw new Problem("not-found", "There is nothing here.");
  const errors: FieldError[] = [];
  const query = parse(route.query, "query", queryOf(ctx), errors);
  const headers = parse(route.headers, "header", { ...ctx.req.headers }, errors);
  const json =
    route.body === undefined
      ? undefined
      : await readJson(ctx.req, route.maxBodyBytes ?? defaultMaxBodyBytes);
  const body = parse(route.body, "body", json, errors);
  if (errors.length > 0) {
    const detail = errors.map((error) => `${error.field || error.in}: ${error.message}`).join("; ");
    throw new Problem("invalid-request", detail, { errors });
  }
  return {
    params: params?.data,
    query,
    body,
    actor: credentials.actor,
    sessionToken: credentials.sessionToken,
    address: ctx.ip,
    requestId: String(ctx.state["requestId"]),
    header: (name) => (headers as Readonly<Record<string, string>> | undefined)?.[name],
    stream: ctx.req,
    reauthenticate: async () => (await readCredentials(ctx, auth, isSecure(ctx, publicUrl))).actor,
  };
}

function parse(
  schema: z.ZodType | undefined,
  where: FieldError["in"],
  input: unknown,
  errors: FieldError[],
): unknown {
  if (schema === undefined) return undefined;
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) {
    errors.push({ in: where, field: issue.path.join("."), message: issue.message });
  }
  return undefined;
}

/** A name given twice becomes a list, which only schemas that want one take. */
function queryOf(ctx: Context): Readonly<Record<string, unknown>> {
  const query = Object.create(null) as Record<string, unknown>;
  for (const name of new Set(new URLSearchParams(ctx.querystring).keys())) {
    const values = new URLSearchParams(ctx.querystring).getAll(name);
    query[name] = values.length === 1 ? values[0] : values;
  }
  return query;
}

/** @throws when a route answers something it didn't declare: a bug of ours, and better no answer than a leak. */
function writeBody(ctx: Context, route: Route, reply: Reply): void {
  const declared = route.responses[reply.status];
  if (declared === undefined)
    throw new Error(`${route.name} answered ${reply.status}, undeclared.`);
  if (!(declared instanceof z.ZodType)) {
    if (!(reply.body instanceof Readable) && !(reply.body instanceof Uint8Array)) {
      throw new Error(`${route.name} answered no bytes.`);
    }
    if (!ctx.res.hasHeader("Content-Type")) ctx.type = declared.contentType;
    ctx.body = reply.body instanceof Readable ? reply.body : Buffer.from(reply.body);
    return;
  }
  const filtered = declared.safeParse(reply.body);
  if (!filtered.success) {
    const places = filtered.error.issues.map((issue) => `${issue.path.join(".")} (${issue.code})`);
    throw new Error(`${route.name} answered what it doesn't declare, at ${places.join(", ")}.`);
  }
  if (filtered.data === undefined) {
    ctx.body = null;
    ctx.status = reply.status;
    return;
  }
  ctx.state["made"] = idOf(filtered.data);
  ctx.body = JSON.stringify(filtered.data);
  ctx.type = "application/json";
}

/** What a request made or changed, for its line in the log: there the trail of a reply goes on to its delivery. */
function idOf(body: unknown): string | undefined {
  if (typeof body !== "object" || body === null || !("id" in body)) return undefined;
  return typeof body.id === "string" ? body.id : undefined;
}
