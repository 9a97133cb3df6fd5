import type { auditRoutes, dataRoutes } from '@etanche/core-records-protocol';
import { proveConsistency, proveInclusion, readCheckpoint, readLeaves } from '../audit/read-log.ts';
import { Binaries, type BinaryDependencies } from '../attachments/binaries.ts';
import { committed, type Handlers } from '../http/handler.ts';
import { idempotent, idempotentFrom } from '../http/idempotent.ts';
import { agendaDays } from '../agenda/agenda-days.ts';
import { assignResources } from '../patients/assign.ts';
import { keptWrite } from '../patients/kept-answer.ts';
import { listUnassigned } from '../patients/unassigned.ts';
import { breakGlass } from '../patients/break-glass.ts';
import { eraseScope, listErasures } from '../patients/erase-scope.ts';
import { addBatch, findBatch } from '../patients/import-batches.ts';
import { restoreScope } from '../patients/restore-scope.ts';
import { readAccesses } from '../patients/read-accesses.ts';
import { readHistory } from '../patients/read-history.ts';
import { readScope } from '../patients/read-scope.ts';
import { lookUp, lookUpCards } from '../search/search.ts';
import { rowsOf } from '../store/store.ts';
import { claimAndLock } from '../patients/scope-statements.ts';
import { findStoredScopes } from '../patients/stored-scopes.ts';
import { writeList } from '../patients/write-list.ts';
import { writeScope, type LockedScope } from '../patients/write-scope.ts';

/** Handlers of patients, agenda, search, files and the audit log. */
export function dataHandlers(
  dependencies: BinaryDependencies,
): Handlers<keyof typeof dataRoutes | keyof typeof auditRoutes> {
  const { metrics, canaries } = dependencies;
  const binaries = new Binaries(dependencies);
  return {
    write: metrics.timedIn(
      'write',
      committed((tx, { session, params, body, write }) =>
        idempotentFrom(
          tx,
          write,
          (values) => rowsOf<LockedScope>(tx, claimAndLock, [...values, params.scope]),
          (locked) => writeScope(dependencies, tx, session, params.scope, body, locked),
          keptWrite(dependencies.freshness, session, params.scope, body.head),
        ),
      ),
    ),
    assign: metrics.timedIn(
      'assign',
      committed((tx, { session, params, body, write }) =>
        idempotent(tx, write, () => assignResources(dependencies, tx, session, params.scope, body)),
      ),
    ),
    unassigned: committed((tx, { session, query }) => listUnassigned(tx, session, query)),
    readScope: metrics.timedIn('read', {
      inTransaction: (tx, { session, params, query }) => readScope(dependencies, tx, session, params.scope, query),
    }),
    history: metrics.timedIn('history', {
      inTransaction: (tx, { session, params, query }) => readHistory(dependencies, tx, session, params, query),
    }),
    erase: ({ session, params, body }) =>
      metrics.timed('erase', () => eraseScope(dependencies, session, params.scope, body)),
    erasures: committed((tx, { session }) => listErasures(tx, session)),
    restoreErasure: committed((tx, { session, params }) => restoreScope(dependencies, tx, session, params.erasure)),
    accesses: committed((tx, { session, params, query }) =>
      readAccesses(dependencies, tx, session, params.scope, query.before),
    ),
    addBatch: committed(async (tx, { session, body }) => {
      await addBatch(tx, session, body.batch, dependencies.now());
      return undefined;
    }),
    batch: committed((tx, { session, params }) => findBatch(tx, session, params.batch)),
    writeList: metrics.timedIn(
      'write_list',
      committed((tx, { session, body }) => writeList(dependencies, tx, session, body)),
    ),
    storedScopes: committed((tx, { session, body }) => findStoredScopes(dependencies, tx, session, body)),
    lookup: metrics.timedIn(
      'lookup',
      committed((tx, { session, body }) => lookUp(dependencies, tx, session, body)),
    ),
    cards: metrics.timedIn(
      'cards',
      committed((tx, { session, body }) => lookUpCards(dependencies, tx, session, body)),
    ),
    agendaDays: committed((tx, { session, query }) => agendaDays(tx, session, query)),
    putBinary: ({ session, params, query, body }) =>
      metrics.timed('binary_write', () => binaries.put(session, params, query, body)),
    getBinary: metrics.timedIn('binary_read', {
      inTransaction: (tx, { session, params }) => binaries.get(tx, session, params),
    }),
    breakGlass: committed(async (tx, { session, body, write }) => {
      await idempotent(tx, write, async () => {
        await breakGlass(dependencies, tx, session, body);
        return null;
      });
      return undefined;
    }),
    markCanary: { inTransaction: (tx, { session, body }) => canaries.set(tx, session, body.scope, body.canary) },
    checkpoint: committed((tx, { session }) => readCheckpoint(tx, session)),
    leaves: committed((tx, { session, query }) => readLeaves(tx, session, query)),
    inclusion: committed((tx, { session, params, query }) => proveInclusion(tx, session, params.index, query.size)),
    consistency: committed((tx, { session, query }) => proveConsistency(tx, session, query)),
  };
}
