import { readPatient, type Card, type PatientTraits } from '@etanche/records-fhir';
import { describe, expect, test } from 'vitest';
import { matchPatient, unknownIdentity, type Candidate, type SentIdentity } from '../../src/index.ts';

const ins = { matricule: '277076322082910', nature: 'nir' } as const;
const sent: SentIdentity = {
  ...unknownIdentity,
  ...{ birthFamilyName: 'MODELE', usedFamilyName: 'ESSAI', givenNames: ['CAMILLE'], birthDate: '1977-07-12' },
  ...{ sex: 'female', birthPlace: '63220', ins },
};
const traits: PatientTraits = {
  ...readPatient({}),
  ...{ birthFamilyName: 'Modèle', usedFamilyName: 'Essai', birthGivenNames: ['Camille', 'Anne'], sex: 'female' },
  ...{ birthDate: '1977-07-12', birthPlace: { insee: '63220', name: 'Lieu' }, ins },
  reliability: { ...readPatient({}).reliability, status: 'QUAL' },
};
const one = (change: Partial<PatientTraits> = {}, id = 'a'): Candidate => ({ id, traits: { ...traits, ...change } });
const withoutIns = { ins: null, reliability: { ...traits.reliability, status: 'VALI' as const } };
const marked = (...flags: PatientTraits['reliability']['flags']) => ({ reliability: { ...traits.reliability, flags } });
const card: Card = {
  ...{ familyNames: ['Modèle'], usedName: 'Essai', givenNames: ['Camille'], sex: 'female', birthDate: '1977-07-12' },
  ...{ town: 'Brest', deceased: false, flags: [] },
};

/** The kind of a decision and its reason, in one text. */
function decided(identity: SentIdentity, ...candidates: Candidate[]): string {
  const match = matchPatient(identity, candidates);
  return match.kind === 'certain' ? `${match.id} by ${match.by}` : match.reason;
}

describe('a document belongs certainly to the patient', () => {
  test('with the same INS, also beside others', () => {
    const brother = one({ ...withoutIns, birthGivenNames: ['Claude'], sex: 'male' }, 'b');
    expect(decided(sent, brother, one())).toBe('a by ins');
    expect(decided({ ...unknownIdentity, ins }, one())).toBe('a by ins');
  });

  test('with the same five traits', () => {
    expect(decided({ ...sent, ins: null }, one())).toBe('a by traits');
    expect(decided(sent, one(withoutIns))).toBe('a by traits');
    expect(decided({ ...sent, givenNames: ['CAMILLE ANNE'] }, one(withoutIns))).toBe('a by traits');
  });

  test('whose own number the document has, with the other traits: it contains the sex and the birth place', () => {
    const letter = { ...sent, ins: null, birthPlace: null, nir: { number: '2770763220829', key: null } };
    expect(decided(letter, one())).toBe('a by traits');
    expect(decided({ ...letter, birthFamilyName: null, familyName: 'MODELE' }, one())).toBe('a by traits');
    // The patient of the practice has another number, so this one is a parent's.
    expect(decided({ ...letter, nir: { number: '1550763220829', key: null } }, one())).toBe('not_certain');
    expect(decided({ ...letter, sex: 'unknown' }, one())).toBe('a by traits');
    expect(decided({ ...letter, birthFamilyName: null, familyName: 'ESSAI' }, one())).toBe('not_certain');
  });
});

describe('a letter in HPRIM Médecin, which states no sex', () => {
  const number = { number: '2770763220829', key: '10' };
  const letter: SentIdentity = {
    ...unknownIdentity,
    ...{ familyName: 'MODELE', givenNames: ['CAMILLE'], birthDate: '1977-07-12', nir: number },
  };

  test('belongs to the patient whose own number it has', () => {
    expect(decided(letter, one())).toBe('a by traits');
    expect(decided({ ...letter, nir: { ...number, key: null } }, one())).toBe('a by traits');
  });

  test.each<[string, Partial<SentIdentity>, Partial<PatientTraits>]>([
    ['without a number', { nir: null }, {}],
    ['with a parent’s number', { nir: { number: '1550763220829', key: null } }, {}],
    ['of a child with the number of the patient', { givenNames: ['LÉO'], birthDate: '2015-03-04' }, {}],
    ['of a child with the name and the number of the patient', { birthDate: '2005-07-12' }, {}],
    ['of a twin with the number of the patient', { givenNames: ['CLAUDE'] }, {}],
    ['of a spouse, under the used name alone', { familyName: 'ESSAI' }, {}],
    ['without a birth date', { birthDate: null }, {}],
    ['with a part of a birth date', { birthDate: '1977-07' }, {}],
    ['of a patient whose sex is another than in the number', {}, { sex: 'male' }],
    ['of a patient whose sex is unknown', {}, { sex: 'unknown' }],
    ['of a patient whose number is for invoices only', {}, { ...withoutIns, billingNir: '277076322082910' }],
    ['of a patient with a status that holds no number', {}, { reliability: withoutIns.reliability }],
  ])('%s waits', (_, change, patient) => {
    expect(decided({ ...letter, ...change }, one(patient))).toMatch(/^(?:not_certain|no_candidate)$/);
  });

  test('waits beside a patient who is nearly the same, and for a doubtful one', () => {
    const twin = one({ ...withoutIns, birthGivenNames: ['Camille'], birthDate: '1977-07-12' }, 'b');
    expect(decided(letter, one(), twin)).toBe('several');
    for (const flag of ['DOUT', 'FICT', 'HOMA'] as const)
      expect(decided(letter, one(marked(flag)))).toBe('identity_doubtful');
  });

  test('waits with a temporary number, whose first digit is no sex', () => {
    const temporary = { matricule: '777076322082910', nature: 'nir' } as const;
    const sentTemporary = { ...letter, nir: { number: '7770763220829', key: null } };
    expect(decided(sentTemporary, one({ ins: temporary }))).toBe('not_certain');
  });
});

describe('a person assigns a document', () => {
  test.each([
    ['without any trait', 'no_identity', unknownIdentity, [one()]],
    ['without candidates', 'no_candidate', sent, []],
    [
      'of an unlikely patient',
      'no_candidate',
      sent,
      [
        one({
          ...withoutIns,
          birthFamilyName: 'Autre',
          usedFamilyName: null,
          birthGivenNames: ['Zoé'],
          birthDate: '1990-01-01',
        }),
      ],
    ],
    ['whose INS has another name', 'ins_contradicted', { ...sent, givenNames: ['CLAUDE'] }, [one()]],
    ['whose INS has another birth date', 'ins_contradicted', { ...sent, birthDate: '1977-07-13' }, [one()]],
    [
      'with the used given name alone',
      'not_certain',
      { ...sent, ins: null, givenNames: ['CLAUDE'] },
      [one({ usedGivenName: 'Claude' })],
    ],
    ['with a trait less', 'not_certain', { ...sent, ins: null, birthPlace: null }, [one()]],
    ['with another birth place', 'not_certain', { ...sent, ins: null, birthPlace: '29019' }, [one()]],
    ['with another INS', 'not_certain', { ...sent, ins: { ...ins, matricule: '277076322082813' } }, [one()]],
    ['with a test identity', 'not_certain', { ...sent, ins: { ...ins, nature: 'test' } }, [one()]],
    [
      'with the INS of an identity that has none yet',
      'not_certain',
      { ...sent, birthPlace: null },
      [one({ reliability: { ...traits.reliability, status: 'VALI' } })],
    ],
    ['if two files have the INS', 'several', sent, [one(), one({}, 'b')]],
    ['if two files have the traits', 'several', { ...sent, ins: null }, [one(withoutIns), one(withoutIns, 'b')]],
    [
      'if another file lacks only a trait',
      'several',
      { ...sent, ins: null },
      [one(), one({ ...withoutIns, birthPlace: null }, 'b')],
    ],
    ['of a doubtful identity', 'identity_doubtful', sent, [one(marked('DOUT'))]],
    ['of a fictitious identity', 'identity_doubtful', sent, [one(marked('FICT'))]],
    ['of a homonym without the INS', 'identity_doubtful', { ...sent, ins: null }, [one(marked('HOMA'))]],
    ['of a file that another replaces', 'replaced', sent, [one({ active: false })]],
    ['if only a card is known', 'not_certain', sent, [{ id: 'c', card }]],
  ] as [string, string, SentIdentity, Candidate[]][])('%s', (_name, reason, identity, candidates) => {
    expect(decided(identity, ...candidates)).toBe(reason);
  });

  test('with the likely candidates first, and the traits that match and differ', () => {
    const match = matchPatient({ ...sent, ins: null, birthPlace: null }, [
      one({ birthGivenNames: ['Claude'], usedGivenName: null, sex: 'male' }, 'twin'),
      one({}, 'a'),
      { id: 'c', card: { ...card, birthDate: '1977-12-07' } },
    ]);
    expect(match).toEqual({
      ...{ kind: 'to_assign', reason: 'not_certain' },
      candidates: [
        expect.objectContaining({
          id: 'a',
          differing: [],
          matching: ['family_name', 'birth_family_name', 'given_name', 'birth_date', 'sex'],
        }),
        expect.objectContaining({ id: 'c', differing: ['birth_date'] }),
      ],
    });
  });

  test('of a homonym with the INS is not needed', () => {
    expect(decided(sent, one(marked('HOMA')))).toBe('a by ins');
  });
});

test('a decision does not depend on the order of the candidates', () => {
  const candidates = [one(), one({ ...withoutIns, birthGivenNames: ['Claude'] }, 'b'), { id: 'c', card }];
  const [first, second, third] = candidates;
  if (first === undefined || second === undefined || third === undefined) throw new RangeError('three candidates');
  const expected = matchPatient({ ...sent, ins: null }, candidates);
  expect(matchPatient({ ...sent, ins: null }, [third, second, first])).toEqual(expected);
});
