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
  options: Pick<Environment, 'now' | 'sleep'> & Pick<RecordsClientOptions, 'idleMs' | 'beforeIdleLock'>,
): IdleLock {
  const controller = new AbortController();
  let last = options.now();
  let ending: Promise<void> | null = null;
  const lock = (): void => {
    controller.abort();
  };
  const isIdle = (): boolean => options.now() - last >= options.idleMs;
  /** Locks at once, or after `beforeIdleLock`. */
  const end = (): Promise<void> => {
    if (options.beforeIdleLock === undefined) lock();
    else ending ??= options.beforeIdleLock().then(lock, lock);
    return ending ?? Promise.resolve();
  };
  const isOpen = (): boolean => ending === null && !controller.signal.aborted;
  const watch = async (): Promise<void> => {
    while (!controller.signal.aborted) {
      if (isIdle()) await end();
      else await options.sleep(options.idleMs - (options.now() - last), controller.signal);
    }
  };
  // The lock aborts the wait, which then rejects.
  watch().catch(lock);
  return {
    touch: () => {
      if (isIdle()) void end();
      else last = options.now();
      return isOpen();
    },
    check: () => {
      if (isIdle()) void end();
      return isOpen();
    },
    lock,
    signal: controller.signal,
  };
}
