import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  abnormalOfResult,
  asEnteredInError,
  buildResult,
  checkResource,
  compartmentOf,
  readResultText,
  resultFaults,
  synthesisOf,
  type ResultFacts,
} from '@etanche/records-fhir';

const context = { patient: 'Patient/1', author: 'Dr Hélène Arnaud', recorded: '2026-11-26T10:12:00+01:00' };
const today = '2026-11-26';
const none = { low: null, high: null, date: today };
const read = (typed: string) => readResultText(typed, today);
const numbered = (number: number, comparator: '<' | '>' | null = null) =>
  ({ kind: 'number', number, comparator }) as const;

describe('a result typed in one line', () => {
  test.each([
    [
      'HbA1c 7,4 % (4-6)',
      { code: '4548-4', name: 'Hémoglobine glyquée (HbA1c)', unit: '%', value: numbered(7.4), low: 4, high: 6 },
    ],
    ['potassium 4,4', { code: '2823-3', name: 'Potassium', unit: 'mmol/L', value: numbered(4.4) }],
    ['CRP <5', { code: '1988-5', name: 'CRP', unit: 'mg/L', value: numbered(5, '<') }],
    [
      'Créat 94 µmol/L (45 - 100) 24/11/2026',
      {
        code: '14682-9',
        name: 'Créatinine',
        unit: 'µmol/L',
        value: numbered(94),
        low: 45,
        high: 100,
        date: '2026-11-24',
      },
    ],
    [
      'DFG 54 (>60)',
      { code: '62238-1', name: 'DFG estimé (CKD-EPI)', unit: 'mL/min/1,73m²', value: numbered(54), low: 60 },
    ],
    ['Vitamine B12 : 310 pmol/L', { code: null, name: 'Vitamine B12', unit: 'pmol/L', value: numbered(310) }],
    ['ECBU : stérile', { code: null, name: 'ECBU', unit: '', value: { kind: 'text', text: 'stérile' } }],
  ] as const)('%s', (typed, facts) => {
    expect(read(typed)).toEqual({ ...none, ...facts });
  });

  test.each([
    ['without a value', 'HbA1c', ['value_missing']],
    ['without a name', '', ['name_missing', 'value_missing']],
    ['with a range upside down', 'HbA1c 7 (6-4)', ['range_invalid']],
    ['of tomorrow', 'HbA1c 7 27/11/2026', ['date_future']],
  ])('has faults %s', (_, typed, faults) => {
    expect(resultFaults(read(typed), today)).toEqual(faults);
  });

  test('leaves a day that no calendar has in the words', () => {
    expect(read('ECBU : stérile 31/02/2026')).toMatchObject({
      date: today,
      value: { kind: 'text', text: 'stérile 31/02/2026' },
    });
  });
});

describe('the mark of a result', () => {
  const marked = (typed: string) => abnormalOfResult(read(typed));
  test.each([
    ['HbA1c 7,4 (4-6)', 'high'],
    ['HbA1c 3,9 (4-6)', 'low'],
    ['HbA1c 6 (4-6)', null],
    ['HbA1c 4 (4-6)', null],
    ['HbA1c 7,4', null],
    ['CRP <5 (<5)', null],
    ['CRP >5 (<5)', 'high'],
    ['DFG <15 (>60)', 'low'],
    ['Sérologie : positive (1-2)', null],
  ] as const)('%s is %s', (typed, mark) => {
    expect(marked(typed)).toBe(mark);
  });
});

describe('a written result', () => {
  test('has no fault of FHIR, is clinical, and is shown with the number as typed', () => {
    const amount = fc.integer({ min: 0, max: 99_999 }).map((n) => n / 100);
    fc.assert(
      fc.property(amount, fc.constantFrom<'<' | '>' | null>('<', '>', null), (number, comparator) => {
        const facts: ResultFacts = { ...read('HbA1c 1 % (4-6)'), value: numbered(number, comparator) };
        const resource = buildResult(facts, context);
        expect(checkResource(resource)).toEqual([]);
        expect(compartmentOf(resource)).toBe('clinical');
        const [line] = synthesisOf([{ id: 'id', resource }]).results;
        expect(line?.values[0]?.text).toBe(`${comparator ?? ''}${String(number).replace('.', ',')}`);
        expect(line?.values[0]?.abnormal).toBe(abnormalOfResult(facts));
      }),
    );
  });

  test('of words stays words, in the table and in no curve', () => {
    const { results, measures } = synthesisOf([{ id: 'id', resource: buildResult(read('ECBU : stérile'), context) }]);
    expect(results).toMatchObject([{ name: 'ECBU', unit: '', values: [{ text: 'stérile', abnormal: null }] }]);
    expect(measures).toEqual([]);
  });

  test('is in one line with earlier ones of its unit, abnormal lines first', () => {
    const typed = ['potassium 4,4 (3,5-5,1)', 'HbA1c 6,5 (4-6) 02/05/2026', 'HbA1c 7,4 (4-6)', 'HbA1c 57 mmol/mol'];
    const { results } = synthesisOf(
      typed.map((one, i) => ({ id: `id-${i}`, resource: buildResult(read(one), context) })),
    );
    expect(results.map(({ unit, values }) => [unit, ...values.map(({ text }) => text)])).toEqual([
      ['%', '7,4', '6,5'],
      ['mmol/L', '4,4'],
      ['mmol/mol', '57'],
    ]);
  });

  test('in error, cancelled, or without a value is not shown', () => {
    const resource = buildResult(read('CRP 12'), context);
    const without = { ...buildResult(read('CRP 12'), context), valueQuantity: { unit: 'mg/L' } };
    const all = [asEnteredInError(resource), { ...resource, status: 'cancelled' }, without];
    expect(synthesisOf(all.map((one, i) => ({ id: `id-${i}`, resource: one }))).results).toEqual([]);
  });
});
