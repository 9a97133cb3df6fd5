import type { PatientFile, RecordsData, SearchAnswer } from '@etanche/records-client';
import { matchPatient, type AssignReason, type Candidate, type SentIdentity } from '@etanche/records-interop';

export type FoundPatient =
  | { readonly kind: 'certain'; readonly file: PatientFile }
  | { readonly kind: 'to_assign'; readonly reason: AssignReason };

/** Files that are opened to compare their traits: each costs a unit of the gateway's quota. */
const mostOpened = 3;

/**
 * Finds the one patient of a document, by the number or by names and birth date. Costs one or two units of `search` and
 * a unit of `scope` for each likely patient.
 *
 * @throws DataError, RecordsClientError
 */
export async function findPatient(data: RecordsData, sent: SentIdentity): Promise<FoundPatient> {
  const cards = await searchCards(data, sent);
  const first = matchPatient(
    sent,
    Array.from(cards, ([id, card]) => ({ id, card })),
  );
  if (first.kind === 'to_assign' && first.reason === 'no_identity') return { kind: 'to_assign', reason: first.reason };
  const likely = new Set(first.kind === 'to_assign' ? first.candidates.slice(0, mostOpened).map(({ id }) => id) : []);
  const files = new Map<string, PatientFile>();
  const candidates: Candidate[] = [];
  for (const [id, card] of cards) {
    if (likely.has(id)) {
      const file = await data.patients.open(id);
      files.set(id, file);
      candidates.push({ id, traits: file.patient().traits });
    } else candidates.push({ id, card });
  }
  const match = matchPatient(sent, candidates);
  if (match.kind === 'to_assign') return { kind: 'to_assign', reason: match.reason };
  const file = files.get(match.id);
  return file === undefined ? { kind: 'to_assign', reason: 'not_certain' } : { kind: 'certain', file };
}

type Cards = Map<string, Extract<SearchAnswer, { answer: 'found' }>['cards'][number]['card']>;

async function searchCards(data: RecordsData, sent: SentIdentity): Promise<Cards> {
  const found: Cards = new Map();
  for (const text of searchTexts(sent)) {
    const answer = await data.patients.search(text);
    if (answer.answer !== 'found') continue;
    for (const { scope, card } of answer.cards) found.set(scope, card);
    break;
  }
  return found;
}

/** The most selective first: a number, then names with the birth date. */
function searchTexts(sent: SentIdentity): string[] {
  const { ins, nir, birthDate, givenNames } = sent;
  const families = [sent.birthFamilyName, sent.familyName, sent.usedFamilyName].filter((name) => name !== null);
  const numbers = [ins?.matricule, nir?.number].filter((number) => number !== undefined);
  const given = givenNames[0]?.split(/\s+/u)[0] ?? '';
  const people =
    birthDate === null || birthDate.length !== 10 ? [] : families.map((family) => `${family} ${given} ${birthDate}`);
  return Array.from(new Set([...numbers, ...people])).slice(0, 3);
}
