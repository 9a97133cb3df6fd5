import { constants } from 'node:os';

type StopSignal = 'SIGINT' | 'SIGTERM';

type StopOptions = {
  /** Milliseconds, never set back. */
  readonly now: () => number;
  /** Called once. */
  readonly stop: (signal: StopSignal) => void;
};

/** npm and scripts/run-program.mjs forward signals: one to their whole process group arrives here several times. */
const repetitionMs = 2_000;

/**
 * Calls `stop` at the first SIGINT or SIGTERM. One that follows after more than two seconds ends the process
 * immediately, with 128 plus the number of the signal.
 */
export function onStopSignal({ now, stop }: StopOptions): void {
  let stoppedAt: number | null = null;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stoppedAt === null) {
        stoppedAt = now();
        stop(signal);
      } else if (now() - stoppedAt > repetitionMs) process.exit(128 + constants.signals[signal]);
    });
  }
}
