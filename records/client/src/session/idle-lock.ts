import type { Environment, RecordsClientOptions } from '../options.ts';

/** Locks once after `idleMs` without a call, by a timer or at the next call. */
type IdleLock = {
  /** Restarts the idle time. @returns false if locked, also if this call found that the idle time is over */
  touch(): boolean;
  /** As `touch`, without restarting the idle time. */
  check(): boolean;
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
  const isIdle = (): boolean => options.now() - last >= options.idleMs;
  const watch = async (): Promise<void> => {
    while (!controller.signal.aborted) {
      if (isIdle()) lock();
      else await options.sleep(options.idleMs - (options.now() - last), controller.signal);
    }
  };
  // The lock aborts the wait, which then rejects.
  watch().catch(lock);
  return {
    touch: () => {
      if (isIdle()) lock();
      else last = options.now();
      return !controller.signal.aborted;
    },
    check: () => {
      if (isIdle()) lock();
      return !controller.signal.aborted;
    },
    lock,
    signal: controller.signal,
  };
}
