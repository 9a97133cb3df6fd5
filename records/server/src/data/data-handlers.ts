import type { auditRoutes, dataRoutes } from '@etanche/core-records-protocol';
import { proveConsistency, proveInclusion, readCheckpoint, readLeaves } from '../audit/read-log.ts';
import { Binaries, type BinaryParts } from '../blobs/binaries.ts';
import type { Handlers } from '../http/handler.ts';
import { idempotent } from '../http/idempotent.ts';
import { agendaDays } from './agenda-days.ts';
import { breakGlass } from './break-glass.ts';
import { eraseScope } from './erase-scope.ts';
import { readAccesses } from './read-accesses.ts';
import { readHistory } from './read-history.ts';
import { readScope } from './read-scope.ts';
import { lookUp, lookUpCards } from './search.ts';
import { writeScope } from './write-scope.ts';

/** Handlers of patients, agenda, search, files and the audit log. */
export function dataHandlers(parts: BinaryParts): Handlers<keyof typeof dataRoutes | keyof typeof auditRoutes> {
  const { store, metrics, canaries } = parts;
  const binaries = new Binaries(parts);
  return {
    write: ({ session, params, body, write }) =>
      metrics.timed('write', () =>
        store.inPractice(session.practice, (tx) =>
          idempotent(tx, write, () => writeScope(parts, tx, session, params.scope, body)),
        ),
      ),
    readScope: ({ session, params, query }) =>
      metrics.timed('read', () => readScope(parts, session, params.scope, query)),
    history: ({ session, params, query }) =>
      metrics.timed('history', () => readHistory(parts, session, params, query.before)),
    erase: async ({ session, params, body }) => {
      await metrics.timed('erase', () => eraseScope(parts, session, params.scope, body));
      return undefined;
    },
    accesses: ({ session, params, query }) => readAccesses(parts, session, params.scope, query.before),
    lookup: ({ session, body }) => metrics.timed('lookup', () => lookUp(parts, session, body)),
    cards: ({ session, body }) => metrics.timed('cards', () => lookUpCards(parts, session, body)),
    agendaDays: ({ session, query }) => agendaDays(parts, session, query),
    putBinary: ({ session, params, query, body }) =>
      metrics.timed('binary_write', () => binaries.put(session, params, query, body)),
    getBinary: ({ session, params }) => metrics.timed('binary_read', () => binaries.get(session, params)),
    breakGlass: async ({ session, body, write }) => {
      await store.inPractice(session.practice, (tx) =>
        idempotent(tx, write, async () => {
          await breakGlass(parts, tx, session, body);
          return null;
        }),
      );
      return undefined;
    },
    markCanary: async ({ session, body }) => {
      await canaries.set(session, body.scope, body.canary);
      return undefined;
    },
    checkpoint: ({ session }) => readCheckpoint(store, session),
    leaves: ({ session, query }) => readLeaves(store, session, query),
    inclusion: ({ session, params, query }) => proveInclusion(store, session, params.index, query.size),
    consistency: ({ session, query }) => proveConsistency(store, session, query),
  };
}
