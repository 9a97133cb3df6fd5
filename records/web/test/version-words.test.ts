import { expect, test } from 'vitest';
import type { DocumentView } from '@etanche/records-fhir';
import { markWords, versionWords } from '../page/documents/version-words.ts';
import { documentEn } from '../page/text/document-en.ts';
import { documentFr } from '../page/text/document-fr.ts';

type Version = DocumentView['version'];
const current: Version = { state: 'current', earlier: [], later: null, remarks: [] };
const earlier = (code: 'replaces' | 'appends') => [{ id: 'd1', code, date: '2026-11-12', title: 'Lettre' }];
const later = { id: 'd2', code: 'replaces', at: '2026-11-20T10:00:00Z' } as const;

test.each<[string, Partial<Version>, readonly string[]]>([
  ['alone', {}, []],
  ['that replaces another one', { earlier: earlier('replaces') }, ['Remplace la version du 12 novembre 2026']],
  ['that corrects results', { earlier: earlier('appends') }, ['Corrige des résultats du document du 12 novembre 2026']],
  ['that was replaced', { state: 'superseded', later }, ['Remplacé le 20 novembre 2026']],
  ['that was withdrawn', { state: 'withdrawn', later }, ['Annulé par l’expéditeur le 20 novembre 2026']],
  [
    'that came late',
    { state: 'superseded', remarks: ['outdated'] },
    ['Version antérieure, reçue après une plus récente'],
  ],
  [
    'that withdraws another one',
    { state: 'notice', earlier: earlier('replaces') },
    ['Demande d’annulation de l’expéditeur', 'Annule le document du 12 novembre 2026'],
  ],
])('a document %s says so in both languages', (_, changes, words) => {
  const version = { ...current, ...changes };
  expect(versionWords({ version }, documentFr, 'fr').map((one) => one.replaceAll('\u00a0', ' '))).toEqual(words);
  expect(versionWords({ version }, documentEn, 'en')).toHaveLength(words.length);
});

test('masks are words, also one that is not known', () => {
  const marks = ['MASQUE_PS', 'AUTRE'].map((code) => ({ system: null, code }));
  expect(markWords(marks, documentFr)).toEqual([
    'Masqué aux professionnels de santé',
    'Mention de l’expéditeur : AUTRE',
  ]);
});
