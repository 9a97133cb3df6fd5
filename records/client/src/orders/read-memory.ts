import { ProtocolError } from '@etanche/core-wire';
import type { Memory } from '../options.ts';

/**
 * Reads a remembered value; null if there is none or it has another shape.
 *
 * @param read parses the value, with `parseShape`
 */
export async function recall<T>(memory: Memory, key: string, read: (value: unknown) => T): Promise<T | null> {
  const text = await memory.get(key);
  if (text === null) return null;
  try {
    return read(JSON.parse(text));
  } catch (error) {
    if (error instanceof ProtocolError || error instanceof SyntaxError) return null;
    throw error;
  }
}

export async function remember(memory: Memory, key: string, value: unknown): Promise<void> {
  await memory.set(key, JSON.stringify(value));
}
