import { sha256, toBase64url, utf8 } from '@etanche/core-wire';
import type { Change, PatientFile } from '@etanche/records-client';
import { DataError, RecordsClientError, transientCodes } from '@etanche/records-client';
import type { UnsentKind } from '../port/unsent-calls.ts';
import type { Visit } from '../port/visit-calls.ts';

/** A resource as it is to be. `base` is the version that the server confirmed, 0 if it has none. */
export type Put = { readonly id: string; readonly text: string; readonly base: number };

/** A consultation that can go on after a crash. */
export type StoredVisit = Visit & {
  /** FHIR ids and record ids of the Encounter and of its note. */
  readonly encounter: { readonly fhir: string; readonly record: string };
  readonly note: { readonly fhir: string; readonly record: string };
  readonly isFinal: boolean;
};

/** One write of a file, stored sealed on this device before it is sent. */
export type OutboxEntry = {
  readonly kind: UnsentKind;
  readonly scope: string;
  readonly at: number;
  readonly puts: readonly Put[];
  /** Digests of the texts of attempts whose outcome is not known: the server may have one of them. */
  readonly tried: readonly string[];
  readonly isSent: boolean;
  /** Null for what ends when it is sent. */
  readonly visit: StoredVisit | null;
};

/**
 * The changes that make the file as the entry says. Text that the file has already is left out, so that an entry sent
 * again writes nothing twice.
 *
 * @throws DataError `conflict` if somebody wrote another version than the confirmed one
 */
export function changesOf(file: PatientFile, { puts, tried }: OutboxEntry): Change[] {
  return puts.flatMap(({ id, text, base }): Change[] => {
    const current = file.resource(id);
    if (current === null) return [{ kind: 'create', id, resource: text }];
    if (current.text === text) return [];
    if (current.version !== base && !tried.includes(digestOf(current.text)))
      throw new DataError('conflict', 'another version was written');
    return [{ kind: 'update', id, resource: text, base: current.version }];
  });
}

const mostTried = 200;

/** The entry before its texts are sent: after a lost answer, they are recognised as its own. */
export function attempted(entry: OutboxEntry, puts: readonly Put[]): OutboxEntry {
  const tried = new Set([...entry.tried, ...puts.map(({ text }) => digestOf(text))]);
  return { ...entry, tried: Array.from(tried).slice(-mostTried) };
}

function digestOf(text: string): string {
  return toBase64url(sha256(utf8(text)));
}

/** The entry after `sent` was written: confirmed, and complete unless it was replaced meanwhile. */
export function confirmed(entry: OutboxEntry, sent: readonly Put[], file: PatientFile): OutboxEntry {
  const puts = entry.puts.map((put) => ({ ...put, base: file.resource(put.id)?.version ?? put.base }));
  const isSent = puts.every(({ id, text }) => sent.some((one) => one.id === id && one.text === text));
  return { ...entry, puts, tried: [], isSent };
}

const away: readonly string[] = [
  ...transientCodes,
  'uncertain',
  'vaults_unreachable',
  'vaults_disagree',
  'internal_error',
  'unauthenticated',
  'locked',
];

/** True if the same write may succeed later, without anybody's decision. */
export function isAway(error: unknown): boolean {
  if (error instanceof DataError && error.code === 'could_not_check') return error.reason === 'unavailable';
  return (error instanceof DataError || error instanceof RecordsClientError) && away.includes(error.code);
}
