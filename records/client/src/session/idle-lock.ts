import type { Environment, RecordsClientOptions } from '../options.ts';

/** Locks once when nothing has happened for `idleMs`, whether a timer or the next call notices it first. */
export type IdleLock = {
  /** @returns false when it is locked, or has just been found to have idled too long */
  touch(): boolean;
  lock(): void;
  readonly signal: AbortSignal;
};

export function createIdleLock(
  options: Pick<Environment, 'now' | 'sleep'> & Pick<RecordsClientOptions, 'idleMs'>,
): IdleLock {
  const controller = new AbortController();
  let last = options.now();
  const lock = (): void => {
    controller.abort();
  };
  const idled = (): boolean => options.now() - last >= options.idleMs;
  const watch = async (): Promise<void> => {
    while (!controller.signal.aborted) {
      if (idled()) lock();
      else await options.sleep(options.idleMs - (options.now() - last), controller.signal);
    }
  };
  // The wait ends in a rejection when it is locked meanwhile.
  watch().catch(lock);
  return {
    touch: () => {
      if (idled()) lock();
      else last = options.now();
      return !controller.signal.aborted;
    },
    lock,
    signal: controller.signal,
  };
}
