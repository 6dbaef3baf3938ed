import { operations, type Operations, type Problem } from "./schema.ts";

type Name = keyof Operations;

type Given<Field extends string, Value> = [Value] extends [undefined]
  ? { readonly [name in Field]?: undefined }
  : { readonly [name in Field]: Value };

export type Request<N extends Name> = Given<"params", Operations[N]["params"]> &
  (undefined extends Operations[N]["query"]
    ? { readonly query?: undefined }
    : { readonly query?: Operations[N]["query"] }) &
  Given<"body", Operations[N]["body"]> & {
    readonly idempotencyKey?: string;
    readonly signal?: AbortSignal;
    /** Goes on when the page is closed meanwhile. */
    readonly outlivesPage?: boolean;
  };

/** What the hub said instead of what was asked for. `code` is "unreachable" when it said nothing at all. */
export class HubError extends Error {
  override readonly name = "HubError";
  readonly code: Problem["code"] | "unreachable";
  readonly problem: Partial<Problem> & Readonly<Record<string, unknown>>;

  constructor(
    code: HubError["code"],
    message: string,
    problem: HubError["problem"] = {},
    cause?: unknown,
  ) {
    super(message, { cause });
    this.code = code;
    this.problem = problem;
  }
}

const whenSignedOut = new Set<() => void>();

/** Told whenever the hub says that nobody is signed in. */
export function onSignedOut(listener: () => void): () => void {
  whenSignedOut.add(listener);
  return () => void whenSignedOut.delete(listener);
}

let sessionsBegun = 0;

/** Somebody has signed in: what was asked before, and is refused only now, doesn't end that. */
export function sessionBegan(): void {
  sessionsBegun += 1;
}

/** To be had before a request is made; tells, when that is refused, that nobody is signed in. */
export function signedOutTeller(): () => void {
  const asked = sessionsBegun;
  return () => {
    if (asked !== sessionsBegun) return;
    for (const listener of whenSignedOut) listener();
  };
}

/** @throws HubError; whatever is aborted rejects with the signal's reason. */
export async function hub<N extends Name>(
  name: N,
  request: Request<N>,
): Promise<Operations[N]["answer"]> {
  const { params, query, body, idempotencyKey, signal, outlivesPage } = request;
  const sent = body === undefined ? undefined : JSON.stringify(body);
  const [method, path] = operations[name];
  const tellSignedOut = signedOutTeller();
  const response = await send(addressOf(path, params, query), {
    method,
    headers: {
      ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      ...(idempotencyKey === undefined ? {} : { "Idempotency-Key": idempotencyKey }),
    },
    ...(sent === undefined ? {} : { body: sent }),
    // Browsers take no more than 64 KB of all such requests together.
    ...(outlivesPage === true && (sent?.length ?? 0) < 10_000 ? { keepalive: true } : {}),
    ...(signal === undefined ? {} : { signal }),
  });
  if (!response.ok) throw await refusal(response, tellSignedOut);
  // The answer was checked by the hub with the very schema that the type is made from.
  const text = await response.text();
  return (text === "" ? undefined : JSON.parse(text)) as Operations[N]["answer"];
}

async function send(address: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address, init);
  } catch (error) {
    if (init.signal?.aborted === true) throw error;
    throw new HubError("unreachable", "The hub can't be reached.", {}, error);
  }
}

/** The error that a refusal stands for. */
export async function refusal(response: Response, tellSignedOut: () => void): Promise<HubError> {
  const problem = await problemIn(response);
  if (problem?.code === undefined) {
    return new HubError("unreachable", `The hub answered ${response.status}.`);
  }
  if (problem.code === "unauthenticated") tellSignedOut();
  return new HubError(problem.code, problem.detail ?? problem.code, problem);
}

async function problemIn(response: Response): Promise<HubError["problem"] | undefined> {
  try {
    return (await response.json()) as HubError["problem"];
  } catch {
    // A proxy's page: the status alone tells what there is to tell.
    return undefined;
  }
}

function addressOf(path: string, params: unknown, query: unknown): string {
  const values = (params ?? {}) as Readonly<Record<string, string>>;
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(values[name] ?? ""),
  );
  const search = new URLSearchParams();
  type Values = Readonly<Record<string, string | number | readonly string[] | undefined>>;
  for (const [name, value] of Object.entries((query ?? {}) as Values)) {
    for (const one of [value].flat()) if (one !== undefined) search.append(name, String(one));
  }
  return search.size === 0 ? filled : `${filled}?${search.toString()}`;
}
