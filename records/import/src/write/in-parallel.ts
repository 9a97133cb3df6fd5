/** Runs `work` on each item with several workers. The first failure stops all of them. */
export async function inParallel<T>(
  workers: number,
  source: AsyncGenerator<T> | Generator<T>,
  work: (item: T) => Promise<void>,
): Promise<void> {
  let failed = false;
  const run = async (): Promise<void> => {
    for (;;) {
      const next = failed ? null : await source.next();
      if (next === null || next.done === true) return;
      await work(next.value);
    }
  };
  const guarded = async (): Promise<void> => {
    try {
      await run();
    } catch (error) {
      failed = true;
      throw error;
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: workers }, guarded));
  await source.return(undefined);
  for (const outcome of ended) if (outcome.status === 'rejected') throw outcome.reason;
}
