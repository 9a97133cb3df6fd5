import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { DataError, settingsIssues, type InteractionsDocument, type SettingsEntry } from '@etanche/records-client';
import type { JsonObject } from '@etanche/records-fhir';
import { openIndex, openSearch, searchMedicines } from '@etanche/records-medicines';
import { en } from '../page/text/en.ts';
import { fr } from '../page/text/fr.ts';
import type { LineAlert, LineDraft } from '../port/prescription-calls.ts';
import { createThesaurusKeeper, type LoadedThesaurus } from '../worker/loaded-thesaurus.ts';
import type { Medicines } from '../worker/medicines.ts';
import { readLine } from '../worker/read-line.ts';
import { thesaurusParts } from '../worker/thesaurus-parts.ts';

const list = fileURLToPath(import.meta.resolve('@etanche/records-medicines/medicines.txt'));
const index = openIndex(readFileSync(list, 'utf8'));
const search = openSearch(index);
const byKey = new Map(search.lines.map(({ line }) => [line.key, line]));
const medicines: Medicines = { index, search, lineOf: (key) => byKey.get(key) ?? null };
const authoredOn = '2026-11-26T10:12:00+01:00';

const file = {
  format: 'etanche-interactions 1',
  ...{ name: 'Thésaurus d’essai', date: '2026-03-01', source: 'inventé' },
  classes: { macrolides: ['clarithromycine', 'érythromycine'], AINS: ['ibuprofène', 'kétoprofène'] },
  interactions: [
    {
      ...{ a: 'colchicine', b: 'macrolides', level: 'contre-indication' },
      ...{ risk: 'Toxicité de la colchicine.', conduct: 'Ne pas associer' },
    },
    { a: 'ibuprofène', b: 'amlodipine', level: 'à prendre en compte', risk: 'Effet moindre' },
    { a: 'AINS', b: 'AINS', level: 'association déconseillée', risk: 'Ulcère' },
    { a: 'amoxicilline', b: 'acide clavulanique', level: 'précaution d’emploi', risk: 'essai' },
    { a: 'levure de riz rouge', b: 'amlodipine', level: 'contre-indication', risk: 'essai' },
  ],
};
const parts = thesaurusParts(JSON.stringify(file));
const loaded = createThesaurusKeeper()(parts.map((content) => entry(content)));

function entry(content: InteractionsDocument, version = 1): SettingsEntry {
  return { id: `part-${content.part}`, version, author: 'member', time: 0, content };
}

function draftOf(text: string): LineDraft {
  const [hit] = searchMedicines(search, text, 1).found;
  if (hit === undefined) throw new Error(`nothing found for ${text}`);
  return { key: hit.line.key, brand: null, typed: '1 matin 5j', renewals: 0, isContinuous: false, isAld: false };
}

function standing(text: string | null): JsonObject {
  const medicine = text === null ? {} : { medicationCodeableConcept: { text } };
  return { resourceType: 'MedicationRequest', status: 'active', intent: 'order', authoredOn, ...medicine };
}

type Given = { others?: string[]; treatment?: (string | null)[]; thesaurus?: LoadedThesaurus | null };

function alertsOf(text: string, { others = [], treatment = [], thesaurus = loaded }: Given = {}): LineAlert[] {
  const facts = { allergies: [], treatment: treatment.map(standing), pregnancy: null, thesaurus };
  const view = readLine(medicines, draftOf(text), others.map(draftOf), facts, authoredOn);
  if (view === null) throw new Error(`${text} is not in the list`);
  const kinds = ['duplicate', 'rule', 'not_in_database'];
  return view.alerts.filter(({ kind }) => !kinds.includes(kind));
}

function frenchOf(text: string, given?: Given): string[] {
  return alertsOf(text, given).map((alert) => fr.prescription.alert(alert));
}

describe('a typed medicine', () => {
  test('that is contraindicated with another line, in either order, interrupts and names the pair, risk and conduct', () => {
    for (const [typed, other] of [
      ['colchicine 1 mg', 'clarithromycine 500'],
      ['clarithromycine 500', 'colchicine 1 mg'],
    ] as const) {
      const alerts = alertsOf(typed, { others: [other] });
      expect(alerts).toMatchObject([
        { level: 'stop', kind: 'interaction', interaction: { conduct: 'Ne pas associer' } },
      ]);
      expect(frenchOf(typed, { others: [other] })[0]).toMatch(
        /^Contre-indication avec .+\s: colchicine \+ macrolides, Toxicité de la colchicine\. Conduite\s: Ne pas associer\. Thésaurus de mars 2026\.$/u,
      );
      expect(alerts.map((alert) => en.prescription.alert(alert))[0]).toMatch(
        /^Contraindicated with .+Conduct: Ne pas associer\. Thesaurus of March 2026\.$/u,
      );
    }
  });

  test('that is to be taken into account with the standing treatment is noted in the margin', () => {
    const amlodipine = index.medicines.find(({ name }) => name.startsWith('AMLOR 5 mg'))?.name ?? '';
    expect(alertsOf('ibuprofene 400', { treatment: [amlodipine] })).toMatchObject([
      { level: 'note', kind: 'interaction', interaction: { level: 'à prendre en compte', other: amlodipine } },
    ]);
  });

  test('is found again among the other lines once, however often the other medicine is taken', () => {
    expect(alertsOf('colchicine 1 mg', { others: ['clarithromycine 500', 'clarithromycine 500'] })).toHaveLength(1);
  });

  test('is compared with another of its own class, and alone with nothing', () => {
    expect(alertsOf('ibuprofene 400', { others: ['ketoprofene 100'] })).toMatchObject([{ kind: 'interaction' }]);
    expect(alertsOf('ibuprofene 400')).toEqual([{ level: 'note', kind: 'no_known_interaction', text: '2026-03-01' }]);
  });

  test('of two substances is checked for an interaction between them', () => {
    const alerts = alertsOf('amoxicilline acide clavulanique 500');
    expect(alerts).toMatchObject([{ level: 'note', kind: 'interaction', interaction: { other: null } }]);
    expect(fr.prescription.alert(alerts[0] as LineAlert)).toContain('entre ses substances');
  });

  test('without an interaction is not called safe: the date of the thesaurus is given', () => {
    expect(frenchOf('amlodipine 5', { others: ['colchicine 1 mg'] })).toEqual([
      'Aucune interaction connue dans le thésaurus de mars 2026.',
    ]);
    const none: LineAlert = { level: 'note', kind: 'no_known_interaction', text: '2026-10-15' };
    expect(fr.prescription.alert(none)).toBe('Aucune interaction connue dans le thésaurus d’octobre 2026.');
    expect(en.prescription.alert(none)).toBe('No known interaction in the thesaurus of October 2026.');
  });

  test('and others that the thesaurus does not name are listed, also beside an interaction', () => {
    expect(frenchOf('zopiclone', { others: ['colchicine 1 mg'] })).toEqual([
      'Aucune interaction connue dans le thésaurus de mars 2026.',
      'Le thésaurus ne nomme pas : zopiclone.',
    ]);
    expect(
      alertsOf('colchicine 1 mg', { others: ['clarithromycine 500', 'zopiclone'] }).map(({ kind }) => kind),
    ).toEqual(['interaction', 'not_in_thesaurus']);
  });

  test('is compared with a line of the treatment that the database lacks by its label, and a line that cannot be read is counted', () => {
    expect(alertsOf('amlodipine 5', { treatment: ['Levure de riz rouge'] })).toMatchObject([{ level: 'stop' }]);
    expect(frenchOf('amlodipine 5', { treatment: ['Tisane du jardin', null] })).toEqual([
      'Aucune interaction connue dans le thésaurus de mars 2026.',
      'Une ligne du traitement n’est pas lisible : elle n’est pas comparée.',
      'Le thésaurus ne nomme pas : tisane du jardin.',
    ]);
  });

  test.each<readonly [string, LoadedThesaurus | null, RegExp]>([
    ['no thesaurus', { state: 'none' }, /^Aucun thésaurus chargé\s: .* pas vérifiées\.$/u],
    ['an incomplete one', { state: 'incomplete' }, /pas complet\s: .* pas vérifiées\.$/u],
    ['settings that cannot be read', null, /pas pu être lus\s: .* pas vérifiées\.$/u],
  ])('with %s is not checked, and the line says so', (_, thesaurus, sentence) => {
    const [said, ...more] = frenchOf('colchicine 1 mg', { others: ['clarithromycine 500'], thesaurus });
    expect(said).toMatch(sentence);
    expect(more).toEqual([]);
  });
});

describe('the thesaurus of the settings', () => {
  const many = Array.from({ length: 600 }, (_, i) => ({
    ...{ a: `substance ${i}`, b: 'colchicine', level: 'à prendre en compte' },
    risk: `"é`.repeat(200),
  }));
  const long = thesaurusParts(JSON.stringify({ ...file, interactions: many }));
  const entries = long.map((content) => entry(content));

  test('has parts that the settings accept', () => {
    expect(long.length).toBeGreaterThan(4);
    expect(long.flatMap((part) => settingsIssues(part))).toEqual([]);
  });

  test.each<readonly [string, unknown, string, string]>([
    [
      'an unknown level',
      { ...file, interactions: [...many, { ...many[0], level: 'faible' }] },
      'interactions[600].level',
      'thesaurus_invalid',
    ],
    [
      'a birth date in a late part',
      { ...file, interactions: [...many.slice(1), { ...many[0], risk: 'née le 14/03/1958' }] },
      'interactions[599].risk',
      'patient_birth_date',
    ],
    ['a birth date in its source', { ...file, source: 'liste du 01/03/2026' }, 'source', 'patient_birth_date'],
    [
      'a number of a patient in a class',
      { ...file, classes: { AINS: ['ibuprofène', '2 79 03 51 215 189 58'] } },
      'classes.AINS[1]',
      'patient_nir',
    ],
    [
      'a class named after a birth date',
      { ...file, classes: { '14/03/1958': [] } },
      'classes.14/03/1958',
      'patient_birth_date',
    ],
  ])('is refused for %s, with the place in the file', (_, content, path, code) => {
    expect(issuesOf(JSON.stringify(content))).toEqual([[path, code]]);
  });

  test('is complete with all of its parts in any order, and is joined once', () => {
    const keeper = createThesaurusKeeper();
    const first = keeper(entries);
    expect(first).toMatchObject({ state: 'complete', count: 600 });
    expect(keeper([...entries])).toBe(first);
    expect(createThesaurusKeeper()(entries.toReversed())).toMatchObject({ state: 'complete', count: 600 });
  });

  test('is incomplete without a part, or with one of another thesaurus, and is read again when a part changes', () => {
    const keeper = createThesaurusKeeper();
    expect(keeper(entries)).toMatchObject({ state: 'complete' });
    expect(keeper(entries.slice(1))).toEqual({ state: 'incomplete' });
    const [other] = parts;
    if (other === undefined) throw new Error('the thesaurus has a part');
    expect(keeper([entry({ ...other, part: 1 }, 2), ...entries.slice(1)])).toEqual({ state: 'incomplete' });
    expect(keeper(entries)).toMatchObject({ state: 'complete' });
    expect(keeper([])).toEqual({ state: 'none' });
  });
});

/** Place and code of each fault of a file. */
function issuesOf(text: string): (readonly [string, string])[] {
  try {
    thesaurusParts(text);
    return [];
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    return error.issues.map(({ path, code }) => [path, code]);
  }
}
