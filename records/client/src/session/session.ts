import type { Server } from '../transport/call.ts';

/** A session at the records server: its routes, and the lock. Each call throws `locked` after the lock. */
export type Session = Server & {
  /** Origin of the records server, as the options name it. */
  readonly serverUrl: string;
  readonly id: string;
  /** The member that signed in: a record id, or `kit` for the kit. */
  readonly member: string;
  /** Restarts the idle time, for an action of the user. By default each call restarts it too. */
  touch(): void;
  /**
   * Zeroes the secrets and drops the keys, as far as JavaScript allows: copies made by the engine remain until they are
   * collected.
   */
  lock(): void;
  readonly locked: boolean;
  /** Aborted by the lock, so that an application can delete its own copies. */
  readonly lockSignal: AbortSignal;
};
