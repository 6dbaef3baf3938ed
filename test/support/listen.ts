import type { Client, TestApi } from "./api.ts";
import { until } from "./until.ts";

/** What the event stream says to somebody from now on; it may be emptied. The hub cuts it when the test is over. */
export async function listen(
  { url }: Pick<TestApi, "url">,
  { headers }: Client,
  signal?: AbortSignal,
): Promise<{ text: string }> {
  const heard = { text: "" };
  const response = await fetch(`${url}/api/v1/events/stream`, {
    headers,
    ...(signal && { signal }),
  });
  const reading = response.body?.pipeThrough(new TextDecoderStream());
  const read = async (): Promise<void> => {
    for await (const chunk of reading ?? []) heard.text += chunk;
  };
  read().catch(() => undefined);
  await until("ready", () => heard.text.includes("event: ready"));
  return heard;
}
