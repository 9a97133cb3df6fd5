import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { openIndex, openSearch, searchMedicines } from '@etanche/records-medicines';
import type { JsonObject } from '@etanche/records-fhir';
import type { LineDraft } from '../port/prescription-calls.ts';
import type { Medicines } from '../worker/medicines.ts';
import { lineOf, readLine, type FileFacts } from '../worker/read-line.ts';

const file = fileURLToPath(import.meta.resolve('@etanche/records-medicines/medicines.txt'));
const index = openIndex(readFileSync(file, 'utf8'));
const search = openSearch(index);
const byKey = new Map(search.lines.map(({ line }) => [line.key, line]));
const medicines: Medicines = { index, search, lineOf: (key) => byKey.get(key) ?? null };
const authoredOn = '2026-11-26T10:12:00+01:00';
const nothing: FileFacts = { allergies: [], treatment: [], pregnancy: null, thesaurus: { state: 'none' } };

function draftOf(text: string, typed: string, more: Partial<LineDraft> = {}): LineDraft {
  const [hit] = searchMedicines(search, text, 1).found;
  if (hit === undefined) throw new Error(`nothing found for ${text}`);
  const brand = hit.brand?.cis ?? null;
  return { key: hit.line.key, brand, typed, renewals: 0, isContinuous: false, isAld: false, ...more };
}

function allergy(text: string): JsonObject {
  return { resourceType: 'AllergyIntolerance', code: { text } };
}

describe('a typed line', () => {
  test('is read as a dose, with its duration and quantity', () => {
    const view = readLine(medicines, draftOf('amlodipine 5', '1 0 0 3 mois'), [], nothing, authoredOn);
    expect(view).toMatchObject({ fault: null, days: 90, quantity: { amount: 90, isMost: false } });
    expect(view?.dose).toMatch(/matin/);
  });

  test.each(['', '1 0 1 7', 'beaucoup', '0 0 0 7j'])('%j is no dose, and is never completed', (typed) => {
    const view = readLine(medicines, draftOf('amlodipine 5', typed), [], nothing, authoredOn);
    expect(view).toMatchObject({ dose: null });
    expect(view?.fault).not.toBeNull();
  });

  test('of a medicine that the list lacks is null', () => {
    const draft = { ...draftOf('amlodipine 5', '1 0 0 7j'), key: 'another list' };
    expect(readLine(medicines, draft, [], nothing, authoredOn)).toBeNull();
    expect(lineOf(medicines, draft, authoredOn)).toBeNull();
  });

  test('interrupts for a known allergy, by class too, and says what was not compared', () => {
    const facts = { ...nothing, allergies: [allergy('Pénicilline'), allergy('Truc inconnu')] };
    const view = readLine(medicines, draftOf('amoxicilline 500', '1 1 1 6j'), [], facts, authoredOn);
    expect(view?.alerts).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ level: 'stop', kind: 'allergy' }),
        expect.objectContaining({ level: 'note', kind: 'unchecked_allergy', text: 'Truc inconnu' }),
      ]),
    );
    const other = readLine(medicines, draftOf('amlodipine 5', '1 0 0 7j'), [], facts, authoredOn);
    expect(other?.alerts.filter(({ kind }) => kind === 'allergy')).toEqual([]);
  });

  describe('for a pregnant patient', () => {
    const pregnantSince = (since: string | null) => ({
      ...nothing,
      pregnancy: {
        ...{ id: 'p', since, isOngoing: true },
        facts: { method: null, date: null, outcome: null, outcomeDate: null, children: null, note: null },
      },
    });
    const alertsOf = (text: string, since: string | null) =>
      readLine(medicines, draftOf(text, '1 matin 5j'), [], pregnantSince(since), authoredOn)?.alerts.filter(
        ({ kind }) => kind === 'pregnancy',
      );

    test('interrupts from the week in which the medicine is contraindicated, with the source', () => {
      expect(alertsOf('ibuprofene 400', '2026-06-01')).toMatchObject([{ level: 'stop' }]);
      expect(alertsOf('ibuprofene 400', '2026-06-01')?.[0]?.text).toMatch(/^25.SA.: AINS .*Source.: ANSM/u);
      expect(alertsOf('ibuprofene 400', '2026-06-12')).toMatchObject([{ level: 'note' }]);
      expect(alertsOf('ibuprofene 400', null)).toMatchObject([{ level: 'stop' }]);
    });

    test('interrupts for a condition of the database about women who can bear children', () => {
      expect(alertsOf('acitretine 10', '2026-11-01')?.map(({ level }) => level)).toEqual(
        expect.arrayContaining(['stop']),
      );
    });

    test('says that the list is not complete, and says nothing to anybody else', () => {
      const view = readLine(
        medicines,
        draftOf('amlodipine 5', '1 0 0 7j'),
        [],
        pregnantSince('2026-06-01'),
        authoredOn,
      );
      expect(view?.alerts).toContainEqual({ level: 'note', kind: 'pregnancy_list', text: '' });
      const other = readLine(medicines, draftOf('ibuprofene 400', '1 matin 5j'), [], nothing, authoredOn);
      expect(other?.alerts.filter(({ kind }) => kind.startsWith('pregnancy'))).toEqual([]);
    });
  });

  test('notes the same substance among the other lines', () => {
    const first = draftOf('doliprane 1000', '1 1 1 3j');
    const view = readLine(medicines, draftOf('paracétamol 500', '1 1 1 3j'), [first], nothing, authoredOn);
    expect(view?.alerts).toEqual(expect.arrayContaining([expect.objectContaining({ kind: 'duplicate' })]));
  });

  test('stops a hypnotic for longer than the database allows, and not for a week', () => {
    const long = readLine(medicines, draftOf('zolpidem', '1 soir 6 mois'), [], nothing, authoredOn);
    expect(long?.dose).not.toBeNull();
    expect(long?.alerts.some(({ kind, level }) => kind === 'rule' && level === 'stop')).toBe(true);
    const short = readLine(medicines, draftOf('zolpidem', '1 soir 7j'), [], nothing, authoredOn);
    expect(short?.dose).not.toBeNull();
    expect(short?.alerts.some(({ kind, level }) => kind === 'rule' && level === 'stop')).toBe(false);
  });
});
