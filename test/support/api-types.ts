/** A JSON Schema, as far as our own OpenAPI document uses it. */
interface Schema {
  readonly $ref?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
}

interface Body {
  readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>;
}

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly schema: Schema;
  }[];
  readonly requestBody?: Body;
  readonly responses: Readonly<Record<string, Body>>;
}

export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** The pages' types of the API, made from its description, so that the two can't drift apart. */
export function apiTypes({ paths, components }: OpenApi): string {
  const lines = [
    "// Made from the API's description by test/api-types.test.ts: `npx vitest run test/api-types.test.ts --update` makes it anew.",
    "",
  ];
  for (const [name, schema] of Object.entries(components.schemas)) {
    lines.push(`export type ${name} = ${typeOf(schema)};`, "");
  }
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  lines.push("export interface Operations {");
  for (const { operation } of operations) lines.push(signature(operation));
  lines.push("}", "", "export const operations = {");
  for (const { path, method, operation } of operations) {
    lines.push(`  ${operation.operationId}: ["${method.toUpperCase()}", "${path}"],`);
  }
  lines.push(
    "} as const satisfies Readonly<Record<keyof Operations, readonly [method: string, path: string]>>;",
  );
  return `${lines.join("\n")}\n`;
}

function signature(operation: Operation): string {
  const { operationId, parameters = [], requestBody, responses } = operation;
  const [, success] = Object.entries(responses).find(([status]) => status.startsWith("2")) ?? [];
  const of = (where: string): string => {
    const fields = parameters.filter((parameter) => parameter.in === where);
    const members = fields.map(
      ({ name, required, schema }) =>
        `readonly ${JSON.stringify(name)}${required === true ? "" : "?"}: ${typeOf(schema)}`,
    );
    return members.length === 0 ? "undefined" : `{ ${members.join("; ")} }`;
  };
  const parts = {
    params: of("path"),
    query: of("query"),
    body: typeOfBody(requestBody),
    answer: typeOfBody(success),
  };
  const members = Object.entries(parts).map(([name, type]) => `readonly ${name}: ${type}`);
  return `  readonly ${operationId}: { ${members.join("; ")} };`;
}

function typeOfBody(body: Body | undefined): string {
  const schema = body?.content?.["application/json"]?.schema;
  return schema === undefined ? "undefined" : typeOf(schema);
}

function typeOf(schema: Schema): string {
  if (schema.$ref !== undefined) return schema.$ref.split("/").at(-1) ?? "unknown";
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined)
    return schema.enum.map((one) => JSON.stringify(one)).join(" | ") || "never";
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return choices.map(typeOf).join(" | ");
  if (schema.allOf !== undefined) return schema.allOf.map(typeOf).join(" & ");
  const types = schema.type === undefined ? [] : [schema.type].flat();
  return types.map((type) => typeNamed(type, schema)).join(" | ") || "unknown";
}

function typeNamed(type: string, schema: Schema): string {
  switch (type) {
    case "integer":
      return "number";
    case "array":
      return `readonly (${typeOf(schema.items ?? {})})[]`;
    case "object":
      return typeOfObject(schema);
    default:
      return type;
  }
}

function typeOfObject({ properties, required = [], additionalProperties }: Schema): string {
  if (properties === undefined) {
    const value =
      typeof additionalProperties === "object" ? typeOf(additionalProperties) : "unknown";
    return `{ readonly [name: string]: ${value} }`;
  }
  const members = Object.entries(properties).map(
    ([name, schema]) =>
      `readonly ${JSON.stringify(name)}${required.includes(name) ? "" : "?"}: ${typeOf(schema)}`,
  );
  return `{ ${members.join("; ")} }`;
}
