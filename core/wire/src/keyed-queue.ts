/**
 * Runs works of one key one after the other, also after a failed one, and works of different keys at the same time.
 *
 * @returns a function that resolves or rejects like its work; a key is forgotten when its last work has ended
 */
export function createKeyedQueue(): <T>(key: string | object, work: () => Promise<T>) => Promise<T> {
  const last = new Map<string | object, Promise<unknown>>();
  return async (key, work) => {
    const before = last.get(key);
    const done = before === undefined ? work() : before.then(work, work);
    last.set(key, done);
    try {
      return await done;
    } finally {
      if (last.get(key) === done) last.delete(key);
    }
  };
}
