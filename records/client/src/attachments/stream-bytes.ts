import { concat, type Bytes } from '@etanche/core-wire';

/** Forms of a plain binary. The client never has a whole Blob or stream in memory. */
export type BinarySource = Uint8Array | Blob | ReadableStream<Uint8Array>;

export function streamOf(source: BinarySource): ReadableStream<Uint8Array> {
  if (source instanceof ReadableStream) return source;
  if (source instanceof Blob) return source.stream();
  return new ReadableStream({
    start(controller) {
      if (source.length > 0) controller.enqueue(source);
      controller.close();
    },
  });
}

/** Returns a stream that generates each piece when it is read. */
export function streamOfPieces(pieces: Generator<Bytes>): ReadableStream<Bytes> {
  return new ReadableStream({
    pull(controller) {
      const next = pieces.next();
      if (next.done === true) controller.close();
      else controller.enqueue(next.value);
    },
  });
}

/** Returns a transform that passes bytes through, and their number so far. */
export function countBytes(onCount: (bytes: number) => void): {
  readonly transform: TransformStream<Uint8Array, Uint8Array>;
  readonly bytes: () => number;
} {
  let total = 0;
  const transform = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      total += chunk.length;
      onCount(total);
      controller.enqueue(chunk);
    },
  });
  return { transform, bytes: () => total };
}

/** Reads a whole stream into memory. */
export async function bytesOf(stream: ReadableStream<Uint8Array>): Promise<Bytes> {
  const parts: Uint8Array[] = [];
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return concat(...parts);
    parts.push(value);
  }
}
