import { open, stat } from 'node:fs/promises';
import { IntakeError } from '../intake-error.ts';

/** The first `length` bytes of a file, or fewer if it is shorter, and its size. */
export async function readHead(path: string, length: number): Promise<{ head: Uint8Array; size: number }> {
  try {
    const { size } = await stat(path);
    await using file = await open(path, 'r');
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, 0);
    return { head: buffer.subarray(0, bytesRead), size };
  } catch (cause) {
    throw new IntakeError('file_unreadable', 'the file cannot be opened', { cause });
  }
}
