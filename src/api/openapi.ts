import { z } from "zod";
import { permissions } from "../auth/permissions.ts";
import { type ProblemCode, problems } from "./problem.ts";
import type { Route } from "./route.ts";

type JsonObject = Record<string, unknown>;

const tags = {
  conversations: "The unified inbox, and what was said",
  messages: "Single messages: how far they are, and what can be done to them",
  attachments: "Files, in and out",
  contacts: "The people who write",
  events: "What changes: as a list, and as it happens",
  channels: "Connected accounts",
  adapters: "The platforms that can be connected",
  agents: "Those who answer and administer",
  "api-keys": "Ways in for programs",
  audit: "What admins did",
  session: "Signing in and out",
  setup: "The first run",
  hub: "The process itself, for those who watch it",
};

const problemSchema = {
  type: "object",
  description: "RFC 9457. `code` is stable; `detail` is for a person and is not.",
  required: ["type", "title", "status", "code", "detail", "requestId"],
  properties: {
    type: { type: "string", description: "`urn:switchboard:problem:` and the code" },
    title: { type: "string" },
    status: { type: "integer" },
    code: { type: "string", enum: Object.keys(problems) },
    detail: { type: "string" },
    requestId: { type: "string", description: "Quote it when you ask about this answer." },
    errors: {
      type: "array",
      description: "Of `invalid-request`: each place that is wrong.",
      items: {
        type: "object",
        required: ["in", "field", "message"],
        properties: {
          in: { type: "string", enum: ["path", "query", "header", "body"] },
          field: { type: "string" },
          message: { type: "string" },
        },
      },
    },
  },
};

/** The OpenAPI 3.1 document of the routes, made from the very schemas that guard them. */
export function openApiDocument(routes: readonly Route[]): JsonObject {
  const schemas: JsonObject = { Problem: problemSchema };
  const paths: Record<string, JsonObject> = {};
  for (const route of routes) {
    const path = openApiPath(route.path);
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route, schemas) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Switchboard",
      version: "1",
      description:
        "The inbox over HTTP. Programs send an API key as a bearer token; browsers have a session's cookie. " +
        "Lists are paged with `cursor`; times are ISO 8601 in UTC; ids are opaque.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/" }],
    tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
    security: [{ apiKey: [] }, { session: [] }],
    paths,
    components: {
      schemas,
      securitySchemes: {
        apiKey: { type: "http", scheme: "bearer", description: `Scopes: ${scopes()}` },
        session: { type: "apiKey", in: "cookie", name: "switchboard" },
      },
    },
  };
}

export function openApiPath(path: string): string {
  return path.replace(/:(\w+)/g, "{$1}");
}

function operation(route: Route, schemas: JsonObject): JsonObject {
  const parameters = [
    ...parametersOf(route.params, "path", schemas),
    ...parametersOf(route.query, "query", schemas),
    ...parametersOf(route.headers, "header", schemas),
  ];
  const access =
    route.access === "public"
      ? "Open to all."
      : route.access === "signed-in"
        ? "For signed-in agents."
        : `Needs the permission \`${route.access}\`.`;
  return {
    operationId: route.name,
    tags: [tagOf(route)],
    summary: route.summary,
    description: [route.description, access].filter(Boolean).join("\n\n"),
    ...(route.access === "public" ? { security: [] } : {}),
    ...(route.access === "signed-in" ? { security: [{ session: [] }] } : {}),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...requestBody(route, schemas),
    responses: { ...answers(route, schemas), ...refusals(route) },
  };
}

function requestBody({ body, rawBody }: Route, schemas: JsonObject): JsonObject {
  if (rawBody !== undefined) {
    const schema = toSchema(rawBody.schema, "input", schemas);
    return { requestBody: { required: true, content: { [rawBody.contentType]: { schema } } } };
  }
  if (body === undefined) return {};
  const schema = toSchema(body, "input", schemas);
  return { requestBody: { required: true, content: { "application/json": { schema } } } };
}

function parametersOf(
  schema: z.ZodType | undefined,
  where: "path" | "query" | "header",
  schemas: JsonObject,
): JsonObject[] {
  if (schema === undefined) return [];
  const object = toSchema(schema, "input", schemas);
  const required = (object["required"] ?? []) as readonly string[];
  return Object.entries((object["properties"] ?? {}) as Record<string, JsonObject>).map(
    ([name, { description, ...property }]) => ({
      name,
      in: where,
      ...(description === undefined ? {} : { description }),
      required: where === "path" || required.includes(name),
      schema: property,
    }),
  );
}

function answers(route: Route, schemas: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(route.responses).map(([status, declared]) => {
      if (!(declared instanceof z.ZodType)) {
        const isText = declared.contentType.startsWith("text/");
        const schema = { type: "string", ...(isText ? {} : { format: "binary" }) };
        const content = { [declared.contentType]: { schema } };
        return [status, { description: isText ? "The text" : "The bytes", content }];
      }
      if (declared instanceof z.ZodUndefined) return [status, { description: "Done" }];
      const schema = toSchema(declared, "output", schemas);
      const description = declared.description ?? "Done";
      return [status, { description, content: { "application/json": { schema } } }];
    }),
  );
}

/** What the guard may refuse, and the route itself, gathered by status. */
function refusals(route: Route): JsonObject {
  const codes: ProblemCode[] = [...(route.problems ?? [])];
  if (route.query ?? route.headers ?? route.body ?? route.rawBody) codes.push("invalid-request");
  if (route.body !== undefined) codes.push("malformed-json");
  if (route.body ?? route.rawBody) codes.push("body-too-large", "unsupported-media-type");
  if (route.access !== "public") codes.push("unauthenticated", "forbidden");
  if (route.method !== "GET") codes.push("origin-refused");
  if (route.params !== undefined) codes.push("not-found");
  if (route.unlimited !== true) codes.push("rate-limited");
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of [...new Set(codes), "internal", "unavailable"] as const) {
    const { status } = problems[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const content = {
    "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } },
  };
  return Object.fromEntries(
    [...byStatus].map(([status, names]) => [
      String(status),
      { description: `Code ${names.map((name) => `\`${name}\``).join(" or ")}`, content },
    ]),
  );
}

/** A schema as the document has it; those with an id go to its components. */
function toSchema(schema: z.ZodType, io: "input" | "output", schemas: JsonObject): JsonObject {
  const {
    $schema: _version,
    $defs,
    ...rest
  } = z.toJSONSchema(schema, {
    io,
    target: "draft-2020-12",
    unrepresentable: "any",
    override: ({ jsonSchema }) => simplify(jsonSchema),
  }) as JsonObject;
  for (const [name, definition] of Object.entries(($defs ?? {}) as JsonObject)) {
    schemas[name] = pointToComponents(definition);
  }
  return pointToComponents(rest) as JsonObject;
}

/** A format says it all; the pattern that checks it would fill the document, as would JavaScript's largest numbers. */
function simplify(schema: z.core.JSONSchema.BaseSchema): void {
  if (schema.format !== undefined) delete schema.pattern;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
}

function pointToComponents(schema: unknown): unknown {
  return JSON.parse(
    JSON.stringify(schema, (key, value: unknown) => {
      if (key === "$ref" && typeof value === "string") {
        return value.replace("#/$defs/", "#/components/schemas/");
      }
      // The id has done its work as the component's name; as a URI it would move the base of every reference.
      return key === "id" && typeof value === "string" ? undefined : value;
    }),
  );
}

/** By the first word of the path. */
function tagOf({ path }: Route): string {
  return /^\/api\/v1\/([\w-]+)/.exec(path)?.[1] ?? "hub";
}

function scopes(): string {
  return Object.entries(permissions)
    .map(([name, meaning]) => `\`${name}\` (${meaning})`)
    .join(", ");
}
