import type { Compartment, Reception } from '@etanche/core-sealing';
import type { LogView } from '../audit/log-view.ts';
import type { OwnActions } from '../audit/own-actions.ts';
import type { BatchSecrets } from '../import/batch-secrets.ts';
import type { createScopeQueue } from '../import/scope-queue.ts';
import type { LoadedStates } from '../scope/loaded-states.ts';
import type { ScopeKeys } from '../scope/scope-keys.ts';
import type { RecordsClient } from '../session/client.ts';
import type { CompleteOptions, Evaluate } from './data-options.ts';

/** Shared by all functions on patients, searches and agendas. */
export type DataContext = RecordsClient & {
  readonly options: CompleteOptions;
  readonly keys: ScopeKeys;
  readonly evaluate: Evaluate;
  readonly batches: BatchSecrets;
  /** The reception secret under which this session seals cards and postings, and its name. */
  readonly reception: () => Promise<Reception>;
  /** Compartments that this member's roles open: `settings` for every member. */
  readonly readable: () => readonly Compartment[];
  /** Compartments that this member writes: an importer writes both and opens none. */
  readonly writable: () => readonly Compartment[];
  readonly own: OwnActions;
  /** Runs an importer's tasks on one scope one after the other. */
  readonly queue: ReturnType<typeof createScopeQueue>;
  readonly states: LoadedStates;
  readonly log: LogView;
  /** Signal of the running call; absent if it cannot be aborted. */
  readonly signal?: AbortSignal;
};
