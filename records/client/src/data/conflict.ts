import type { Change } from './change.ts';
import type { FileResource } from './file-resource.ts';

/** A resource that somebody else changed since `base`, and what was to be written over it. */
export type Conflict = {
  readonly id: string;
  readonly base: number;
  /** As it is now; null where the other one deleted it. */
  readonly current: FileResource | null;
  readonly yours: Change;
};
