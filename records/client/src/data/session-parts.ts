import { createOwnActions, type OwnActions } from '../audit/own-actions.ts';
import { createImporterKeys, createOwnBatches } from '../import/importer-keys.ts';
import { createScopeQueue } from '../import/scope-queue.ts';
import { createFileHandles, type FileHandles } from '../patients/file-handles.ts';
import type { ScopeKeys } from '../scope/scope-keys.ts';
import type { RecordsClient } from '../session/client.ts';
import type { UnassignedFile, UnassignedHandle } from '../unassigned/open-unassigned.ts';

/** Parts that an importer's session draws at random, so that there is one of each. */
export type ImporterParts = {
  readonly ownBatch: ReturnType<typeof createOwnBatches>;
  readonly keys: ScopeKeys;
  readonly queue: ReturnType<typeof createScopeQueue>;
};

/**
 * Parts of a session that every `createRecordsData` of it shares. The server counts reads by session: a read of one
 * covers those of another, so that each has to know the reads of all.
 */
type SessionParts = {
  readonly own: OwnActions;
  readonly files: FileHandles;
  readonly unassigned: WeakMap<UnassignedFile, UnassignedHandle>;
  readonly importer: () => ImporterParts;
};

const known = new WeakMap<RecordsClient['session'], SessionParts>();

export function sessionParts(client: RecordsClient): SessionParts {
  const found = known.get(client.session) ?? newParts(client);
  known.set(client.session, found);
  return found;
}

function newParts(client: RecordsClient): SessionParts {
  let importer: ImporterParts | null = null;
  const newImporter = (): ImporterParts => {
    const ownBatch = createOwnBatches(client);
    const keys = createImporterKeys(client, ownBatch);
    return { ownBatch, keys, queue: createScopeQueue(keys) };
  };
  return {
    ...{ own: createOwnActions(), files: createFileHandles(), unassigned: new WeakMap() },
    importer: () => (importer ??= newImporter()),
  };
}
