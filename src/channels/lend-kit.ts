import { register } from "node:module";
import path from "node:path";

const kit = "switchboard/adapter";
let isLent = false;

/**
 * From now on, whoever imports "switchboard/adapter" gets this hub's own, wherever they are installed: an adapter
 * package needs no copy of the hub beside it, and can't bring another version. Once for the process, as Node's loader is.
 */
export function lendKit(): void {
  if (isLent) return;
  isLent = true;
  // The same file, compiled or as source.
  const url = new URL(`../adapter/index${path.extname(import.meta.url)}`, import.meta.url).href;
  const hook = `export const resolve = (name, context, next) =>
    name === ${JSON.stringify(kit)} ? { url: ${JSON.stringify(url)}, shortCircuit: true } : next(name, context);`;
  register(`data:text/javascript,${encodeURIComponent(hook)}`);
}
