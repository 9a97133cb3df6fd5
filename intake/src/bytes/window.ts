import { IntakeError } from '../intake-error.ts';

/**
 * A sliding window over a stream of chunks, for parsers that need more bytes when a record is incomplete. Bytes before
 * `from` are dropped when more are added; the buffer doubles when a record exceeds it.
 */
export type Window = { bytes: Buffer; from: number; to: number; final: boolean };

const initialBytes = 4 * 1024 * 1024;

export function makeWindow(): Window {
  return { bytes: Buffer.allocUnsafe(initialBytes), from: 0, to: 0, final: false };
}

/**
 * Moves the window to the byte after the last parsed one.
 *
 * @throws IntakeError `source_damaged` when the position does not advance: the parser would never end
 */
export function advance(window: Window, next: number): void {
  if (next <= window.from)
    throw new IntakeError('source_damaged', 'the source is damaged and cannot be read any further');
  window.from = next;
}

export function addChunk(window: Window, chunk: Uint8Array): void {
  const kept = window.to - window.from;
  if (window.to + chunk.length > window.bytes.length) {
    const room = kept + chunk.length;
    const target = room > window.bytes.length / 2 ? Buffer.allocUnsafe(room * 2) : window.bytes;
    window.bytes.copy(target, 0, window.from, window.to);
    window.bytes = target;
    window.from = 0;
    window.to = kept;
  }
  window.bytes.set(chunk, window.to);
  window.to += chunk.length;
}
