import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkRules, fractionText, openIndex, prescriptionRules, readCondition } from '@etanche/records-medicines';

const index = openIndex(readFileSync(new URL('../data/medicines.txt', import.meta.url), 'utf8'));
const of = (...conditions: string[]) => prescriptionRules([{ conditions }]);
const named = (name: string) => {
  const medicine = index.medicines.find((each) => each.name.startsWith(name));
  if (medicine === undefined) throw new Error(`${name} is not in the index`);
  return prescriptionRules([medicine]);
};
const codes = (rules: ReturnType<typeof of>, days: number | null, renewals = 0) =>
  checkRules(rules, { days, renewals }).map(({ code, isBlocking }) => (isBlocking ? `${code}!` : code));

describe('a condition of the database', () => {
  test.each([
    ['liste I', { kind: 'list', list: 'I' }],
    ['liste II', { kind: 'list', list: 'II' }],
    ['stupéfiants', { kind: 'narcotic' }],
    ['prescription limitée à 4 semaines', { kind: 'maximum', duration: { value: 4, unit: 'week' }, or: null }],
    ['prescription limitée à 7 jours ou 28 jours', { duration: { value: 7 }, or: { value: 28, unit: 'day' } }],
    ['délivrance fractionnée de 14 jours', { kind: 'fraction', duration: { value: 14, unit: 'day' } }],
    ['prescription en toutes lettres sur ordonnance sécurisée', { kind: 'secured-form', isInWords: true }],
    ['prescription sur ordonnance sécurisée', { kind: 'secured-form', isInWords: false }],
    ["réservé à l'usage HOSPITALIER", { kind: 'hospital-use' }],
    ['prescription hospitalière', { kind: 'hospital-prescription' }],
    ['prescription initiale hospitalière annuelle', { kind: 'initial-hospital', months: 12 }],
    ['prescription initiale hospitalière semestrielle', { kind: 'initial-hospital', months: 6 }],
    ['prescription initiale hospitalière', { kind: 'initial-hospital', months: null }],
    ['prescription initiale annuelle réservée à certains spécialistes', { kind: 'initial-specialist', months: 12 }],
    ['prescription réservée aux spécialistes et services NEUROLOGIE', { kind: 'specialists' }],
    ['prescription nécessitant préalablement le recueil de l’accord de soins du patient', { kind: 'prior-consent' }],
    ['renouvellement non restreint', { kind: 'renewal-unrestricted' }],
    [
      'pour les femmes susceptibles de procréer : surveillance particulière pendant le traitement',
      { kind: 'childbearing' },
    ],
  ])('%s', (source, rule) => {
    expect(readCondition(source)).toMatchObject({ ...rule, source });
  });

  test.each(['liste III', 'prescription limitée à sept jours', 'délivrance', 'something else'])(
    'of an unknown form is no other rule: %s',
    (source) => {
      expect(['other', 'dispensing']).toContain(readCondition(source).kind);
    },
  );

  test('of the whole database is read, except five lines that are shown as they are', () => {
    const lines = Array.from(new Set(index.medicines.flatMap(({ conditions }) => conditions)));
    expect(lines.length).toBeGreaterThan(140);
    expect(lines.filter((line) => readCondition(line).kind === 'other').sort()).toEqual([
      'dispositions particulières de DELIVRANCE',
      'pour tous les patients :',
      'pour toute antériorité de traitement inférieur à 1 an :',
      'pour toute antériorité de traitement supérieur à 1 an :',
      'à ne prendre que sur instructions des autorités compétentes',
    ]);
  });

  test('that limits a duration, divides a dispensing or names a list is never another rule', () => {
    const lines = Array.from(new Set(index.medicines.flatMap(({ conditions }) => conditions)));
    const kindsOf = (pattern: RegExp) =>
      Array.from(new Set(lines.filter((line) => pattern.test(line)).map((line) => readCondition(line).kind)));
    expect(kindsOf(/limitée à \d/)).toEqual(['maximum']);
    expect(kindsOf(/fractionnée/)).toEqual(['fraction']);
    expect(kindsOf(/^liste/)).toEqual(['list']);
    expect(kindsOf(/sécurisée/)).toEqual(['secured-form']);
  });
});

describe('the rules of medicines', () => {
  test('amlodipine: list I, 12 months, renewed only if written', () => {
    expect(named('AMLOR 5 mg')).toMatchObject({
      list: 'I',
      maximum: { duration: { value: 12, unit: 'month' }, source: 'R.5132-21 CSP : listes I et II, 12 mois au plus' },
      renewability: 'if-written',
      needsSecuredForm: false,
    });
  });

  test('oxycodone: narcotic, 4 weeks, secured form in words, never renewed', () => {
    expect(named('OXYNORM 10 mg')).toMatchObject({
      isNarcotic: true,
      maximum: { duration: { value: 4, unit: 'week' }, source: 'prescription limitée à 4 semaines' },
      needsSecuredForm: true,
      needsWords: true,
      renewability: 'forbidden',
    });
  });

  test('paracetamol: no list and no maximum', () => {
    expect(named('DOLIPRANE 500 mg, comprimé')).toMatchObject({
      list: null,
      needsPrescription: false,
      maximum: null,
      renewability: 'free',
    });
  });

  test('a narcotic without a line of its own: 28 days', () => {
    expect(of('stupéfiants').maximum).toMatchObject({ duration: { value: 28, unit: 'day' } });
  });

  test('alprazolam 12 weeks, zolpidem 4 weeks', () => {
    expect(named('XANAX 0,50 mg').maximum?.duration).toEqual({ value: 12, unit: 'week' });
    expect(named('STILNOX 10 mg').maximum?.duration).toEqual({ value: 4, unit: 'week' });
  });

  test('the strictest of several medicines counts, and a hospital only if all have it', () => {
    const rules = prescriptionRules([
      { conditions: ['liste II', 'prescription limitée à 12 semaines'] },
      { conditions: ['liste I', "réservé à l'usage HOSPITALIER", 'prescription limitée à 4 semaines'] },
    ]);
    expect(rules).toMatchObject({
      list: 'I',
      isHospitalOnly: false,
      maximum: { duration: { value: 4, unit: 'week' } },
    });
    expect(of("réservé à l'usage HOSPITALIER").isHospitalOnly).toBe(true);
  });
});

describe('a line is checked', () => {
  test.each([
    ['list I, 12 months', of('liste I'), 360, 0, []],
    ['list I, 3 months 3 times renewed', of('liste I'), 90, 3, []],
    ['list I, more than 12 months', of('liste I'), 90, 4, ['too_long!']],
    ['list I without a duration', of('liste I'), null, 0, ['duration_missing!']],
    ['no list without a duration', of(), null, 0, []],
    ['hypnotic for 28 days', of('liste I', 'prescription limitée à 4 semaines'), 28, 0, []],
    ['hypnotic for 28 days, renewed', of('liste I', 'prescription limitée à 4 semaines'), 28, 1, ['too_long!']],
    ['narcotic for 28 days', of('stupéfiants'), 28, 0, ['secured_form', 'words']],
    ['narcotic for 29 days', of('stupéfiants'), 29, 0, ['too_long!', 'secured_form', 'words']],
    ['narcotic, renewed', of('stupéfiants'), 7, 1, ['renewal_forbidden!', 'secured_form', 'words']],
    ['seven or 28 days', of('prescription limitée à 7 jours ou 28 jours'), 14, 0, ['longer_alternative']],
    ['seven or 28 days, exceeded', of('prescription limitée à 7 jours ou 28 jours'), 29, 0, ['too_long!']],
    ['in fractions', of('délivrance fractionnée de 7 jours'), 28, 0, ['fraction']],
    ['hospital', of('prescription hospitalière'), 7, 0, ['hospital_only!']],
    ['first in a hospital', of('prescription initiale hospitalière annuelle'), 30, 0, ['initial_prescription']],
    ['six months', of('prescription limitée à 6 mois'), 184, 0, []],
    ['six months, exceeded', of('prescription limitée à 6 mois'), 186, 0, ['too_long!']],
  ])('%s', (_name, rules, days, renewals, expected) => {
    expect(codes(rules, days, renewals)).toEqual(expected);
  });

  test('and each issue has its source', () => {
    for (const { source } of checkRules(of('stupéfiants', 'délivrance fractionnée de 7 jours'), {
      days: 40,
      renewals: 1,
    })) {
      expect(source).not.toBe('');
    }
    expect(fractionText({ value: 7, unit: 'day' })).toBe('délivrance fractionnée de 7\u00a0jours');
  });
});
