import { concat, type Bytes } from '@etanche/core-wire';

/**
 * Cuts a stream into chunks of `size` bytes and passes each to `transform` with its number and whether it is the last.
 * A chunk is held back until a byte of the next one arrives, since until then it may be the last. An empty stream has
 * one empty chunk.
 */
export function chunked(
  size: number,
  transform: (chunk: Bytes, index: number, last: boolean) => Promise<Bytes>,
): TransformStream<Uint8Array, Bytes> {
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let index = 0;
  const emit = async (controller: TransformStreamDefaultController<Bytes>, bytes: Bytes, last: boolean) => {
    const output = await transform(bytes, index, last);
    index += 1;
    if (output.length > 0) controller.enqueue(output);
  };
  return new TransformStream({
    async transform(input, controller) {
      if (input.length === 0) return;
      held.push(input.slice());
      heldBytes += input.length;
      if (heldBytes <= size) return;
      const bytes = concat(...held);
      let offset = 0;
      for (; bytes.length - offset > size; offset += size) {
        await emit(controller, bytes.slice(offset, offset + size), false);
      }
      held = [bytes.slice(offset)];
      heldBytes = bytes.length - offset;
    },
    async flush(controller) {
      await emit(controller, concat(...held), true);
    },
  });
}
