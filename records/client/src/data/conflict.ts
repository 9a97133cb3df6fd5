import type { Change } from './change.ts';
import type { FileResource } from './file-resource.ts';

/** A resource that another member changed since `base`, and the change that was not written. */
export type Conflict = {
  readonly id: string;
  readonly base: number;
  /** The current version; null if the other member deleted it. */
  readonly current: FileResource | null;
  readonly yours: Change;
};
