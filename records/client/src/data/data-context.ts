import type { Compartment, Reception } from '@etanche/core-sealing';
import type { LogView } from '../audit/log-view.ts';
import type { OwnActions } from '../audit/own-actions.ts';
import type { BatchSecrets } from '../import/batch-secrets.ts';
import type { LoadedStates } from '../scope/loaded-states.ts';
import type { ScopeKeys } from '../scope/scope-keys.ts';
import type { RecordsClient } from '../session/client.ts';
import type { CompleteOptions, Evaluate } from './data-options.ts';

/** What every function on patients, searches and agendas shares. */
export type DataContext = RecordsClient & {
  readonly options: CompleteOptions;
  readonly keys: ScopeKeys;
  readonly evaluate: Evaluate;
  readonly batches: BatchSecrets;
  /** The secret of the role reception under which this session seals cards and postings, and its name. */
  readonly reception: () => Promise<Reception>;
  /** Compartments that this member's roles open, and those that it writes: an importer writes both and opens none. */
  readonly readable: () => readonly Compartment[];
  readonly writable: () => readonly Compartment[];
  readonly own: OwnActions;
  readonly states: LoadedStates;
  readonly log: LogView;
  /** Of the running call; absent where it cannot be aborted. */
  readonly signal?: AbortSignal;
};
