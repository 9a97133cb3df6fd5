import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emptyEntry, entryKinds, readEntryText, readTypedDate, readTypedExpiry } from '@etanche/records-fhir';

describe('an entry typed in one line', () => {
  test.each([
    ['problem', 'diabète de type 2 2014 ALD', { name: 'diabète de type 2', start: '2014', isLongTerm: true }],
    ['problem', 'Hypertension depuis 03/2011', { name: 'Hypertension', start: '2011-03' }],
    ['problem', 'Fracture, poignet droit, 14/03/2014', { name: 'Fracture, poignet droit', start: '2014-03-14' }],
    [
      'allergy',
      'Pénicillines : œdème de Quincke 2004 grave',
      { name: 'Pénicillines', reaction: 'œdème de Quincke', start: '2004', severity: 'severe' },
    ],
    ['allergy', 'Ramipril : toux intolérance', { name: 'Ramipril', reaction: 'toux', isIntolerance: true }],
    ['surgical', 'Cholécystectomie 1996', { name: 'Cholécystectomie', start: '1996' }],
    ['obstetric', 'Accouchement voie basse 02/2012', { name: 'Accouchement voie basse', start: '2012-02' }],
    ['family', 'mère : infarctus à 62 ans', { relative: 'MTH', name: 'infarctus', age: 62 }],
    ['family', 'Sœur cancer du sein 45 ans', { relative: 'SIS', name: 'cancer du sein', age: 45 }],
    ['family', 'voisin : asthme', { relative: 'FAMMEMB', name: 'voisin : asthme' }],
  ] as const)('%s: %s', (kind, typed, facts) => {
    expect(readEntryText(kind, typed)).toEqual({ ...emptyEntry, kind, ...facts });
  });

  test.each([
    ['a number that is no year', 'problem', 'Carence en vitamine B12 1800'],
    ['a day that no calendar has', 'problem', 'Asthme 31/02/2014'],
    ['a mark that is the whole line', 'problem', '2014'],
    ['a mark of another kind', 'surgical', 'Pose de stent ALD'],
    ['a severity that is not at the end', 'allergy', 'grave réaction'],
    ['an age without a number', 'family', 'sans antécédent connu'],
  ] as const)('leaves %s in the name', (_, kind, typed) => {
    expect(readEntryText(kind, typed)).toEqual({ ...emptyEntry, kind, name: typed });
  });

  test('never loses a word: what is no fact is in the name, the reaction or the relative', () => {
    const word = fc.constantFrom('douleur', 'ALD', '2014', 'grave', 'mère', ':', '62', 'ans', 'à', 'en', '12/2010');
    fc.assert(
      fc.property(fc.constantFrom(...entryKinds), fc.array(word, { minLength: 1, maxLength: 7 }), (kind, all) => {
        const facts = readEntryText(kind, all.join(' '));
        const kept = `${facts.name} ${facts.reaction ?? ''}`.split(' ');
        const count = (list: readonly string[]): number => list.filter((one) => one === 'douleur').length;
        expect(count(kept)).toBe(count(all));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a typed date', () => {
  test.each([
    ['14/03/2014', '2014-03-14'],
    ['3/2014', '2014-03'],
    ['2014', '2014'],
    ['14.3.2014', '2014-03-14'],
    ['2014-03-14', '2014-03-14'],
    ['29/02/2020', '2020-02-29'],
  ])('%s is %s', (typed, date) => {
    expect(readTypedDate(typed)).toBe(date);
  });

  test.each([
    '',
    '14',
    '14/03',
    '14/03/14',
    '31/04/2014',
    '13/2014',
    '29/02/2021',
    'mars 2014',
    '0/2014',
    '00/03/2014',
  ])('"%s" is none', (typed) => {
    expect(readTypedDate(typed)).toBeNull();
  });
});

describe('a typed expiry', () => {
  test.each([
    ['06/27', '2027-06'],
    ['6.27', '2027-06'],
    [' 06 2027 ', '2027-06'],
    ['30/06/27', '2027-06-30'],
    ['2027', '2027'],
  ])('%s is %s', (typed, date) => {
    expect(readTypedExpiry(typed)).toBe(date);
  });

  test.each(['', '27', '13/27', '00/27', '31/06/27', '06/027', '06/2', '0627'])('"%s" is none', (typed) => {
    expect(readTypedExpiry(typed)).toBeNull();
  });
});
