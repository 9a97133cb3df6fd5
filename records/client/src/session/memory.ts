import type { Memory } from '../options.ts';

/** A memory that lasts until the process ends. */
export function createMemory(): Memory {
  const values = new Map<string, string>();
  return {
    get: (key) => Promise.resolve(values.get(key) ?? null),
    set: (key, value) => {
      values.set(key, value);
      return Promise.resolve();
    },
  };
}
