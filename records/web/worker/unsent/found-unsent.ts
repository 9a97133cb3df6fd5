import { cardOf, displayName, readPatient } from '@etanche/records-fhir';
import type { FoundPatient, SearchResult } from '../../port/patient-calls.ts';
import type { Waiting } from './order.ts';
import { targetOf } from '../outbox-entry.ts';
import { readText } from './settle-put.ts';

/** Patients who were created on this device and are not sent yet, whose names and birth date have every typed word. */
export function foundUnsent(typed: string, waiting: readonly Waiting[]): readonly FoundPatient[] {
  const words = fold(typed).split(/\s+/).filter(Boolean);
  return waiting.flatMap(({ entry }) => {
    const patient = readText(entry.puts[0]?.text ?? '');
    if (targetOf(entry).place !== 'new' || patient === null || words.length === 0) return [];
    const card = cardOf(readPatient(patient));
    const [year = '', month = '', day = ''] = (card.birthDate ?? '').split('-');
    const known = fold(
      [displayName(card), ...card.familyNames, ...card.givenNames, `${day}/${month}/${year}`].join(' '),
    );
    return words.every((word) => known.includes(word)) ? [{ scope: entry.scope, card, isUnsent: true }] : [];
  });
}

/** The answer of a search with these patients before those of the server. */
export function withUnsent(created: readonly FoundPatient[], answer: SearchResult): SearchResult {
  if (answer.answer === 'found') return { ...answer, patients: [...created, ...answer.patients] };
  return { answer: 'found', patients: created, unreadable: 0, further: answer.further };
}

function fold(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
}
