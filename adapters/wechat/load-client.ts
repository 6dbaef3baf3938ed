/**
 * The library costs a second and a hundred megabytes, so it is loaded when a channel needs it. It reads its log level when
 * it is loaded: at `verbose` it would print the token, and catch the errors of the whole process.
 */
export async function loadClient(): Promise<typeof import("./client.ts")> {
  // oxlint-disable-next-line node/no-process-env -- it is the library's only switch, and not a setting of ours
  process.env["WECHATY_LOG"] = "silent";
  return await import("./client.ts");
}
