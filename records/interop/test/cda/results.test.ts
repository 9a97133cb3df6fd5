import { describe, expect, test } from 'vitest';
import { readCda, reportOfCda, xmlLimits } from '../../src/index.ts';
import type { ResultLine } from '../../src/results/received-report.ts';
import { reportResources } from '../../src/results/report-resources.ts';
import { laboratoryDocument, observation, range } from '../support/laboratory-document.ts';

const read = (content: string, narrative?: string): ReturnType<typeof readCda> =>
  readCda(laboratoryDocument(content, narrative), xmlLimits);
const lines = (content: string, narrative?: string): ResultLine[] =>
  read(content, narrative).results.filter((item) => item.kind === 'result');
const bounds = range('<low value="136" unit="mmol/L"/>', '<high value="145.0" unit="mmol/L"/>');

describe('a result of a laboratory report', () => {
  test('has its exact digits, unit, range, mark and time', () => {
    const [line] = lines(
      observation(`<value xsi:type="PQ" value="147.50" unit="mmol/L"/><interpretationCode code="H"/>${bounds}`),
    );
    expect(line).toEqual({
      kind: 'result',
      name: 'Sodium',
      code: { code: '2951-2', system: 'http://loinc.org' },
      value: {
        text: '147.50',
        number: { decimal: '147.50', comparator: null },
        unit: 'mmol/L',
        range: {
          text: '136 - 145.0',
          low: { decimal: '136', isExclusive: false },
          high: { decimal: '145.0', isExclusive: false },
        },
      },
      second: null,
      flag: 'H',
      abnormal: 'high',
      state: 'final',
      previous: null,
      comments: [],
      observedAt: '2026-11-12T08:14:00+01:00',
    });
  });

  test.each([
    ['a value with words', '<value xsi:type="ST">indosable</value>', 'indosable', null],
    ['a decimal comma', '<value xsi:type="PQ" value="4,58"/>', '4,58', '4.58'],
    ['an exponent', '<value xsi:type="PQ" value="1e3" unit="/mL"/>', '1e3', null],
    ['a limit below', '<value xsi:type="IVL_PQ"><high value="5" unit="mg/L"/></value>', '<=5', '5'],
    ['an open limit', '<value xsi:type="IVL_PQ"><low value="5" inclusive="false"/></value>', '>5', '5'],
    ['two bounds', '<value xsi:type="IVL_PQ"><low value="1"/><high value="3"/></value>', '1 - 3', null],
    ['a code', '<value xsi:type="CD" code="x" displayName="Positif"/>', 'Positif', null],
    [
      'a code with words',
      '<value xsi:type="CD"><originalText><reference value="#n1"/></originalText></value>',
      'Sodium',
      null,
    ],
    ['no value', '', '', null],
    ['an unknown value', '<value xsi:type="PQ" nullFlavor="UNK"/>', '', null],
    ['a truth', '<value xsi:type="BL" value="false"/>', 'non', null],
    ['a ratio', '<value xsi:type="RTO"><numerator value="1"/><denominator value="160"/></value>', '1/160', null],
  ])('with %s stays as sent', (_name, value, text, decimal) => {
    const [line] = lines(observation(value));
    expect({ text: line?.value.text, decimal: line?.value.number?.decimal ?? null }).toEqual({ text, decimal });
  });

  test.each([
    ['of another unit', range('<low value="136" unit="mg/L"/>', '<high value="145" unit="mg/L"/>')],
    ['in the wrong order', range('<low value="145" unit="mmol/L"/>', '<high value="136" unit="mmol/L"/>')],
    ['for two kinds of people', `${bounds}${range('<low value="1" unit="mmol/L"/>', '')}`],
    ['in words', '<referenceRange><observationRange><text>selon l’âge</text></observationRange></referenceRange>'],
  ])('with a range %s is never marked by it', (_name, ranges) => {
    const [line] = lines(observation(`<value xsi:type="PQ" value="900" unit="mmol/L"/>${ranges}`));
    expect(line?.abnormal).toBeNull();
    expect(line?.value.range).toMatchObject({ low: null, high: null });
    expect(line?.value.range?.text).not.toBe('');
  });

  test('is marked by the range that is the normal one of several', () => {
    const normal = '<interpretationCode code="N"/>';
    const both = `${range('<low value="1" unit="g"/>', '<high value="9" unit="g"/>')}${range('<low value="1" unit="g"/>', '<high value="2" unit="g"/>', normal)}`;
    expect(lines(observation(`<value xsi:type="PQ" value="3" unit="g"/>${both}`))[0]?.abnormal).toBe('high');
  });

  test('is in its group, with comment and earlier value', () => {
    const inner = observation(
      `<value xsi:type="PQ" value="140" unit="mmol/L"/>
       <entryRelationship typeCode="SUBJ"><act><code code="48767-8"/><text>Hémolyse</text></act></entryRelationship>
       <entryRelationship typeCode="REFR"><observation><effectiveTime value="20250101"/><value xsi:type="PQ" value="141" unit="mmol/L"/></observation></entryRelationship>`,
    ).replaceAll('entryRelationship typeCode="COMP"', 'component');
    const group = `<entryRelationship><organizer classCode="BATTERY"><code displayName="Ionogramme"/>${inner.replace(/<\/entryRelationship>\s*$/, '</component>')}</organizer></entryRelationship>`;
    const { results } = read(group);
    expect(results.map((item) => (item.kind === 'result' ? item.name : item.text))).toEqual([
      'BIOCHIMIE',
      'Biochimie',
      'Ionogramme',
      'Sodium',
    ]);
    expect(results.at(-1)).toMatchObject({
      comments: ['Hémolyse'],
      previous: { text: '141 mmol/L', at: '2025-01-01' },
    });
  });

  test.each([
    ['negated', observation('<value xsi:type="ST">x</value>', 'negationInd="true"')],
    ['of an unknown type', observation('<value xsi:type="GLIST_PQ"/>')],
    ['of several values', observation('<value xsi:type="ST">x</value><value xsi:type="ST">y</value>')],
    [
      'without a name',
      '<entryRelationship><observation><value xsi:type="ST">x</value></observation></entryRelationship>',
    ],
  ])('that is %s is not guessed, and reported', (_name, content) => {
    const document = read(content + observation('<value xsi:type="INT" value="3"/>'));
    expect(document.results.filter(({ kind }) => kind === 'result').length).toBe(1);
    expect(document.unread).toContainEqual({ path: 'entry/observation', reason: 'laboratory_unread' });
    expect(reportOfCda(document)?.faults).toEqual(['line_unread']);
  });
});

test('a long text to which many results refer is read once, and is the words of none', () => {
  const long = `<paragraph ID="long">${'x'.repeat(2_000_000)}</paragraph>`;
  const one = observation('<value xsi:type="ED"><reference value="#long"/></value>');
  const { results, unread } = read(one.repeat(5000), long);
  expect(results.filter(({ kind }) => kind === 'result')).toEqual([]);
  expect(unread).toContainEqual({ path: 'entry/observation', reason: 'laboratory_unread' });
});

describe('a laboratory report', () => {
  test('becomes Observations and a DiagnosticReport of FHIR', () => {
    const report = reportOfCda(read(observation(`<value xsi:type="PQ" value="147.50" unit="mmol/L"/>${bounds}`)));
    expect(report).toMatchObject({
      format: 'cda',
      messageId: '1.2.3.9^77.1',
      sender: { id: '1120459876', name: 'Laboratoire des Halles' },
    });
    if (report === null) throw new Error('the document has no report');
    let count = 0;
    const { reports, observations } = reportResources(report, {
      patient: 'Patient/p1',
      timeZone: 'Europe/Paris',
      newId: () => `id-${(count += 1)}`,
    });
    expect(observations.length).toBe(1);
    expect(observations[0]?.text).toContain('"value":147.50');
    expect(reports[0]?.resource).toMatchObject({ resourceType: 'DiagnosticReport', status: 'final' });
  });

  test('is null for a document without results', () => {
    expect(reportOfCda(read(''))).toBeNull();
  });
});
