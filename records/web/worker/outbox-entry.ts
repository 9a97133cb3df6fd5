import type { IdentityEvent, PatientTraits, DocumentFacts } from '@etanche/records-fhir';
import type { Change, PatientFile, StoredContent } from '@etanche/records-client';
import { DataError, RecordsClientError, transientCodes } from '@etanche/records-client';
import type { Thumbnail } from '../port/document-calls.ts';
import type { DocumentType } from '../port/recognise-document.ts';
import type { UnsentKind } from '../port/unsent-calls.ts';
import type { Visit } from '../port/visit-calls.ts';
import { digestOf, settlePut, type Put } from './unsent/settle-put.ts';

/** A consultation that can go on after a crash. */
export type StoredVisit = Visit & {
  /** FHIR ids and record ids of the Encounter and of its note. */
  readonly encounter: { readonly fhir: string; readonly record: string };
  readonly note: { readonly fhir: string; readonly record: string };
  readonly isFinal: boolean;
};

type DayOf = { readonly practitioner: string; readonly date: string };

/** Where an entry is written. */
export type Target =
  | { readonly place: 'file' }
  /** One entry of a day. `from`: the day that it leaves. `known`: entries that it may overlap; null for any. */
  | ({ readonly place: 'day'; readonly from: DayOf | null; readonly known: readonly string[] | null } & DayOf)
  | { readonly place: 'list'; readonly member: string }
  | {
      readonly place: 'identity';
      readonly event: IdentityEvent;
      readonly corrected: Partial<Omit<PatientTraits, 'reliability'>>;
    }
  /** A new file. `known`: files that look alike and that a person has compared; null if nobody could search. */
  | { readonly place: 'new'; readonly known: readonly string[] | null }
  | {
      readonly place: 'document';
      readonly content: StoredContent;
      readonly type: DocumentType;
      readonly facts: DocumentFacts;
      readonly thumbnail: Thumbnail | null;
    };

/** One write, stored sealed on this device before it is sent. */
export type OutboxEntry = {
  readonly kind: UnsentKind;
  /** The file that it concerns; empty for an entry of an agenda without one. */
  readonly scope: string;
  readonly at: number;
  readonly puts: readonly Put[];
  /** Digests of the texts of attempts whose outcome is not known: the server may have one of them. */
  readonly tried: readonly string[];
  readonly isSent: boolean;
  /** Null for what ends when it is sent. */
  readonly visit: StoredVisit | null;
  /** A file where absent. */
  readonly target?: Target;
  /** The patient's name, for the list of what waits. */
  readonly name?: string;
};

export function targetOf({ target }: OutboxEntry): Target {
  return target ?? { place: 'file' };
}

/**
 * The changes that make the file as the entry says. Text that the file has already is left out, so that an entry sent
 * again writes nothing twice.
 *
 * @throws DataError `conflict` if somebody wrote another version of the same elements
 */
export function changesOf(file: PatientFile, { puts, tried }: OutboxEntry): Change[] {
  return puts.flatMap((put): Change[] => {
    const { id } = put;
    const settled = settlePut(put, file.resource(id), tried);
    if (settled.kind === 'done') return [];
    if (settled.kind === 'conflict') throw new DataError('conflict', 'another version was written');
    const { text, base } = settled;
    if (text === null) return [{ kind: 'delete', id, base }];
    if (file.resource(id) === null) return [{ kind: 'create', id, resource: text }];
    return [{ kind: 'update', id, resource: text, base }];
  });
}

const mostTried = 200;

/** The entry before its texts are sent: after a lost answer, they are recognised as its own. */
export function attempted(entry: OutboxEntry, puts: readonly Pick<Put, 'text'>[]): OutboxEntry {
  const tried = new Set([...entry.tried, ...puts.map(({ text }) => digestOf(text ?? ''))]);
  return { ...entry, tried: Array.from(tried).slice(-mostTried) };
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
