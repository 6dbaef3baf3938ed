import { ChannelError } from "switchboard/adapter";

/**
 * Gives up waiting; the call itself can't be cancelled. In real time, like the network: a clock that is hurried in a test
 * doesn't make answers come sooner. @throws ChannelError `timeout`.
 */
export async function timeBoxed<T>(call: Promise<T>, ms: number, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const message = `The gateway didn't answer in time (${what}).`;
      reject(new ChannelError({ code: "timeout", outcome: "unknown", message }));
    }, ms);
  });
  return await Promise.race([call, late]).finally(() => clearTimeout(timer));
}
