import type { Bytes } from '@etanche/core-wire';
import {
  createRecordsData,
  mostStoredScopes,
  RecordsClientError,
  sendWrites,
  type DataOptions,
  type Evaluate,
  type Patients,
  type RecordsClient,
  type Unassigned,
} from '@etanche/records-client';
import { VaultClientError, type VaultFailure } from '@etanche/vault-client';
import type { ImportRequest } from '../import-request.ts';
import type { PatientUnit } from '../units/patient-units.ts';
import type { Item } from '../units/read-items.ts';
import { batchCalls } from './batch-calls.ts';
import { batchEvaluations } from './batch-evaluations.ts';
import { batchWrites } from './batch-writes.ts';
import { createImportIds, type ImportIds } from './import-ids.ts';
import { importPatient, type ImportedPatient } from './import-patient.ts';
import { openJournal, type Journal } from './journal.ts';
import { retryTransient } from './retry.ts';
import { createUnassignedWriter, type UnassignedWriter } from './unassigned-writer.ts';

/** Milliseconds for which an evaluation, or a question to the server, waits for others to go with it in one request. */
const gatherMs = 3;
/** Longest total wait for a refused evaluation. The vaults limit an importer's units by the minute. */
const longestWaitMs = 5 * 60_000;
/** Maximum number of sessions for one task. If so many end one after the other, the importer cannot stay signed in. */
const mostSessions = 3;

/** Writes the patients and the unassigned list of one import, in sessions that it opens as needed. */
type ImportWriter = {
  readonly journal: Journal;
  readonly unassigned: UnassignedWriter;
  writePatient(unit: PatientUnit): Promise<ImportedPatient>;
  close(): Promise<void>;
};

type SessionData = { readonly patients: Patients; readonly unassigned: Unassigned; readonly ids: ImportIds };

/** Signs in and opens the journal. @throws ImportError `journal_invalid`; RecordsClientError */
export async function openImportWriter(request: ImportRequest): Promise<ImportWriter> {
  const openSession = async () => {
    const client = await request.open();
    return lockOnFailure(client, async () => {
      const options = dataOptions(request, client);
      const { patients, unassigned } = createRecordsData(client, options);
      const evaluate = async (input: Bytes): Promise<Bytes> => {
        const [output] = await options.evaluate('search', [input]);
        if (output === undefined) throw new RangeError('an evaluation without an output');
        return output;
      };
      const ids = await createImportIds(client.secrets.indexSecret(), evaluate);
      const storedScopes = batchQuestions(client, patients);
      return { client, patients: { ...patients, storedScopes }, unassigned, ids };
    });
  };
  type OpeningSession = ReturnType<typeof openSession>;
  let session: OpeningSession | null = null;
  const currentSession = (): OpeningSession => {
    if (session !== null) return session;
    const opening = openSession();
    session = opening;
    opening.catch(() => {
      discard(opening);
    });
    return opening;
  };
  const discard = (one: OpeningSession): void => {
    if (session === one) session = null;
  };
  const { client, ids } = await currentSession();
  const journal = await lockOnFailure(client, () => openJournal(request.journal, client.practice.id));
  const withSession = async <T>(task: (data: SessionData) => Promise<T>): Promise<T> => {
    for (let attempt = 1; ; attempt++) {
      const current = currentSession();
      try {
        return await task(await current);
      } catch (error) {
        if (!isSessionEnd(error) || attempt === mostSessions) throw error;
        discard(current);
      }
    }
  };
  const sleep = (milliseconds: number): Promise<void> =>
    client.environment.sleep(milliseconds, new AbortController().signal);
  const inSession = async <T>(task: (data: SessionData) => Promise<T>): Promise<T> =>
    retryTransient(request.retry, { now: request.now, sleep }, () => withSession(task));
  const { validate, memoryBytes, parallel } = request;
  const list = createUnassignedWriter({
    ...{ ids, validate, memoryBytes, parallel },
    write: (resources) => inSession(({ unassigned }) => unassigned.import(resources)),
    storedRecords: (scope) => inSession(({ unassigned }) => unassigned.storedRecords(scope)),
  });
  const claims = new Map<string, PatientUnit>();
  return {
    journal,
    unassigned: list,
    async writePatient(unit) {
      const claim = (scope: string): boolean => (claims.get(scope) ?? unit) === unit && !!claims.set(scope, unit);
      const sent = new Set<Item>();
      const imported = await inSession((data) => importPatient({ ...data, journal, validate, claim, sent }, unit));
      const { outcome, unassigned } = imported;
      // Outside the retried task, because a resource must not be added to the list twice; the list retries its own
      // writes.
      const listed = unassigned === null ? [] : await list.add(unassigned.items, unassigned.code, unit.patient.text);
      const all = { ...imported, unassigned: null, outcome: { ...outcome, refused: [...outcome.refused, ...listed] } };
      await journal.add(all.outcome);
      return all;
    },
    async close() {
      (await session?.catch(() => null))?.client.session.lock();
      await journal.close();
    },
  };
}

/** Locks the session if the task fails, because the timer of an open session keeps the program running. */
async function lockOnFailure<T>(client: RecordsClient, task: () => Promise<T>): Promise<T> {
  try {
    return await task();
  } catch (error) {
    client.session.lock();
    throw error;
  }
}

function dataOptions(request: ImportRequest, client: RecordsClient): DataOptions & { readonly evaluate: Evaluate } {
  return {
    // Each resource is validated before, so that an invalid one does not prevent the others.
    validate: null,
    freshnessSeconds: request.freshnessSeconds,
    // A scope is deleted when its patient is written. One that waits for a slow vault must not be evicted by later
    // ones.
    keptScopes: Number.MAX_SAFE_INTEGER,
    rebases: 3,
    write: batchWrites((writes) => sendWrites(client, writes), gatherIn(client, 0)),
    evaluate: batchEvaluations(
      (purpose, inputs) =>
        retryWithinRate(client, async () => (await client.secrets.vault(purpose)).evaluate(inputs), request.now),
      gatherIn(client, gatherMs),
    ),
  };
}

/** Puts the scopes of several patients into one question to the server. */
function batchQuestions(client: RecordsClient, patients: Patients): Patients['storedScopes'] {
  const ask = async (scopes: readonly string[]): Promise<boolean[]> => {
    const stored = await patients.storedScopes(scopes);
    return scopes.map((scope) => stored.has(scope));
  };
  const batching = { most: mostStoredScopes, atOnce: 1, gather: gatherIn(client, gatherMs) };
  const isStored = batchCalls(ask, batching);
  return async (scopes) => {
    const answers = await isStored(scopes);
    return new Set(scopes.filter((_, i) => answers[i] === true));
  };
}

function gatherIn({ environment }: RecordsClient, milliseconds: number): () => Promise<void> {
  return () => environment.sleep(milliseconds, new AbortController().signal);
}

/** Repeats an evaluation that the vaults refuse because the importer has used its units of this minute. */
async function retryWithinRate<T>(client: RecordsClient, ask: () => Promise<T>, now: () => number): Promise<T> {
  const until = now() + longestWaitMs;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      const wait = error instanceof VaultClientError ? error.retryAfterSeconds : undefined;
      const isRate = error instanceof VaultClientError && error.failures.every(isImporterQuota);
      if (!isRate || wait === undefined || now() + wait * 1000 > until) throw error;
      await client.environment.sleep(wait * 1000, client.session.lockSignal);
      client.session.touch();
    }
  }
}

function isImporterQuota({ code }: VaultFailure): boolean {
  return code === 'quota_importer';
}

function isSessionEnd(error: unknown): boolean {
  return error instanceof RecordsClientError && (error.code === 'unauthenticated' || error.code === 'locked');
}
