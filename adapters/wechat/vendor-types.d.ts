import type { CustomPromisify } from "node:util";

// wechaty-puppet-service declares a `promisify` of its own on Node's module, for every file of the project, and it comes
// before Node's. What is declared last is asked first: this puts Node's back in its place.
declare module "util" {
  function promisify<T extends Function>(fn: CustomPromisify<T>): T;
}
