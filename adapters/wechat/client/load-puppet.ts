import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ChannelError } from "switchboard/adapter";
import { Puppet } from "wechaty-puppet";
import type { impls } from "wechaty-puppet";

type Constructor = new (options: { readonly token?: string }) => unknown;

/** A puppet that lives in a package: wechat4u's comes along with wechaty, others are installed by the operator. */
export async function loadPuppet(
  name: string,
  token: string | undefined,
): Promise<impls.PuppetInterface> {
  const packageName = name === "wechat4u" ? "wechaty-puppet-wechat4u" : name;
  const Made = constructorIn(await importPackage(packageName));
  if (Made === undefined) throw unusable(packageName, "it exports no puppet");
  const puppet = new Made(token === undefined ? {} : { token });
  if (!Puppet.valid(puppet)) throw unusable(packageName, "what it exports is no puppet");
  return puppet;
}

/** Looked for in the folder that the hub is started in, like adapter packages, and beside the hub. */
async function importPackage(name: string): Promise<unknown> {
  try {
    return await import(addressOf(name));
  } catch (cause) {
    if (!isMissing(cause, name)) {
      throw unusable(name, "its code could not be loaded; the log has the reason", cause);
    }
    throw new ChannelError({
      code: "config-invalid",
      outcome: "not-sent",
      message: `The puppet package ${name} is not installed. In the hub's folder: npm install --no-save ${name}`,
      cause,
    });
  }
}

function addressOf(name: string): string {
  try {
    return pathToFileURL(createRequire(join(process.cwd(), "package.json")).resolve(name)).href;
  } catch {
    // Not there, or for `import` only: by its bare name it is looked for once more.
    return name;
  }
}

/** The package itself, not one that it needs. */
function isMissing(error: unknown, name: string): boolean {
  if (!(error instanceof Error) || !("code" in error)) return false;
  return error.code === "ERR_MODULE_NOT_FOUND" && error.message.includes(`'${name}'`);
}

/** CommonJS packages have their default export one or two levels down. */
function constructorIn(module: unknown): Constructor | undefined {
  let inner = module;
  for (let depth = 0; depth < 4; depth += 1) {
    if (typeof inner === "function") return inner as Constructor;
    if (typeof inner !== "object" || inner === null || !("default" in inner)) return undefined;
    inner = inner.default;
  }
  return undefined;
}

function unusable(name: string, why: string, cause?: unknown): ChannelError {
  return new ChannelError({
    code: "config-invalid",
    outcome: "not-sent",
    message: `The puppet package ${name} can't be used: ${why}.`,
    ...(cause === undefined ? {} : { cause }),
  });
}
