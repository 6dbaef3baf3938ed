/** A body that fails as soon as it has more than `maxBytes`. `done` is called when it is over, whichever way. */
export function cappedBody(
  source: ReadableStream<Uint8Array>,
  maxBytes: number,
  done: () => void,
): ReadableStream<Uint8Array> {
  const reader = source.getReader();
  let size = 0;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { value } = await reader.read();
          size += value?.byteLength ?? 0;
          if (size > maxBytes) {
            await reader.cancel();
            throw new TypeError(`The answer has more than ${maxBytes} bytes.`);
          }
          if (value !== undefined) {
            controller.enqueue(value);
            return;
          }
          controller.close();
        } catch (error) {
          controller.error(error);
        }
        done();
      },
      async cancel(reason) {
        done();
        await reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}
