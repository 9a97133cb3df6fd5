import { describe, expect, test } from 'vitest';
import { letterTitle } from '../page/letters/letter-title.ts';
import { withSex } from '../paper/with-sex.ts';
import { historyLines, treatmentLines } from '../worker/letter-facts.ts';

const line = { id: '', name: '', strength: null, dose: null, date: null, until: null, author: null, isEnded: false };
const standing = { ...line, name: 'ESOMEPRAZOLE ALMUS', strength: '40 mg', dose: '1 le matin', date: '2026-09-01' };
const prednisone = { ...line, name: 'prednisone', strength: '20 mg', dose: '2 le matin', date: '2026-11-28T10:00:00Z' };
const today = '2026-11-28';

describe('the treatment in a letter', () => {
  test('has the strength of each line, and what was prescribed on the same day', () => {
    expect(treatmentLines({ treatments: [standing], prescriptions: [prednisone, standing] }, today)).toEqual([
      'ESOMEPRAZOLE ALMUS 40 mg\u00a0: 1 le matin',
      'prednisone 20 mg\u00a0: 2 le matin',
    ]);
  });

  test.each([
    ['that lasts until today', { date: '2026-11-20', until: '2026-11-28' }, 1],
    ['that ended yesterday', { date: '2026-11-20', until: '2026-11-27' }, 0],
    ['of an earlier day without an end', { date: '2026-11-27' }, 0],
    ['without a date', { date: null }, 0],
  ])('has a line %s or not', (_name, change, count) => {
    const prescriptions = [{ ...prednisone, ...change }];
    expect(treatmentLines({ treatments: [], prescriptions }, today)).toHaveLength(count);
  });
});

test('the history in a letter has lasting problems and past operations, and neither family nor obstetric events', () => {
  const problem = { id: '', date: null, isLongTerm: false };
  expect(
    historyLines({
      problems: [
        { ...problem, name: 'Asthme', isActive: true },
        { ...problem, name: 'Pneumopathie', isActive: false },
      ],
      history: [
        { id: '', kind: 'procedure', name: 'Cholécystectomie', date: '1990' },
        { id: '', kind: 'resolved', name: 'Pneumopathie', date: '2012-03' },
        { id: '', kind: 'family', name: 'Diabète du père', date: null },
        { id: '', kind: 'obstetric', name: 'Fausse couche', date: '2015' },
      ],
    }),
  ).toEqual(['Asthme', 'Cholécystectomie (1990)', 'Pneumopathie (2012)']);
});

test.each([
  ['female', 'Je soussigné(e) certifie que Léa, née le 1, à la demande de l’intéressée'],
  ['male', 'Je soussigné(e) certifie que Léa, né le 1, à la demande de l’intéressé'],
  ['unknown', 'Je soussigné(e) certifie que Léa, né(e) le 1, à la demande de l’intéressé(e)'],
])('the words about a patient whose sex is %s agree with it', (sex, expected) => {
  const text = 'Je soussigné(e) certifie que Léa, né(e) le 1, à la demande de l’intéressé(e)';
  expect(withSex(text, sex)).toBe(expected);
});

test.each([
  ['Patient(e) vu(e) ce jour, adressé(e) et examiné(e)', 'Patiente vue ce jour, adressée et examinée'],
  ['René(e), prévu(e), soussigné(e), confrère(s)', 'René(e), prévu(e), soussigné(e), confrère(s)'],
])('in %j the words about a patient agree, and no others', (text, expected) => {
  expect(withSex(text, 'female')).toBe(expected);
  expect(withSex(text, 'other')).toBe(text);
});

test.each([
  ['Adressage à un confrère', 'Dr Yann Le Gall', 'palpitations', 'Adressage à Dr Yann Le Gall : palpitations'],
  ['Adressage à un confrère', undefined, 'palpitations', 'Adressage à un confrère : palpitations'],
  ['Compte rendu', 'Dr Yann Le Gall', ' ', 'Compte rendu à Dr Yann Le Gall'],
  ['Compte rendu', undefined, undefined, 'Compte rendu'],
])('a letter of the template "%s" to %s about %s has a name', (template, addressee, subject, title) => {
  expect(letterTitle(template, addressee, subject).replaceAll('\u00a0', ' ')).toBe(title);
});
