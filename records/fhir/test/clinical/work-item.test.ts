import { describe, expect, test } from 'vitest';
import {
  asDone,
  asOpen,
  buildResult,
  buildWorkItem,
  byUrgency,
  checkResource,
  compartmentOf,
  isAbnormalItem,
  isOfList,
  isOver,
  logisticCodes,
  readResultText,
  readWorkItem,
  workFaults,
  type JsonObject,
  type Resource,
  type WorkFacts,
  type WorkItem,
} from '../../src/index.ts';

const list = 'a'.repeat(26);
const other = 'b'.repeat(26);
const at = '2026-11-29T10:00:00+01:00';
const facts: WorkFacts = {
  ...{ code: 'call_patient', patient: { scope: 'c'.repeat(26), name: 'DURAND Léa' }, at, due: '2026-11-30' },
  ...{ from: { id: list, name: 'Dr A' }, to: null, text: null, observations: [] },
};
const observation = (typed: string): Resource =>
  buildResult(readResultText(typed, '2026-11-20'), { patient: 'Patient/1', author: 'Dr A', recorded: at });
const read = (task: Resource): WorkItem => {
  const item = readWorkItem('r', task);
  if (item === null) throw new Error('the task is an item');
  return item;
};

describe('a logistic item', () => {
  test.each(logisticCodes)('%s is valid, and is in the part of the reception', (code) => {
    const task = buildWorkItem({ ...facts, code }, list);
    expect(checkResource(task)).toEqual([]);
    expect(compartmentOf(task)).toBe('identity');
    expect(compartmentOf(asDone(task, at))).toBe('identity');
    expect(read(task)).toMatchObject({ code, patient: facts.patient, due: '2026-11-30', to: null, isDone: false });
  });

  test.each<[string, JsonObject]>([
    ['a description', { description: 'VIH positif' }],
    ['a note', { note: [{ text: 'VIH positif' }] }],
    ['a reason', { reasonCode: { text: 'VIH positif' } }],
    ['a focus', { focus: { display: 'VIH positif' } }],
    ['an input', { input: [{ type: { text: 'VIH' }, valueString: 'positif' }] }],
    ['a contained result', { contained: [{ resourceType: 'Observation' }] }],
    ['an extension', { extension: [{ url: 'x', valueString: 'VIH' }] }],
    ['a text', { text: { status: 'generated', div: '<div>VIH</div>' } }],
    ['words in its code', { code: { text: 'VIH' } }],
    ['a display in its code', { code: { coding: [{ system: 'x', code: 'call_patient', display: 'VIH' }] } }],
    ['a code of another system', { code: { coding: [{ system: 'x', code: 'call_patient' }] } }],
    ['words in its status', { status: 'VIH positif' }],
    ['words in its period', { executionPeriod: { end: 'VIH positif' } }],
    ['a reference to a condition', { for: { reference: 'Condition/1' } }],
    ['no code', { code: {} }],
    ['no coding', { code: { coding: [] } }],
    ['words in place of its coding', { code: { coding: 'VIH positif' } }],
    ['words among its codings', { code: { coding: ['VIH positif'] } }],
    ['an object in place of a name', { owner: { display: { text: 'VIH positif' } } }],
    ['an object in an identifier', { for: { identifier: { system: 'x', value: { text: 'VIH positif' } } } }],
    ['an object in the identifier of its list', { groupIdentifier: { system: ['VIH positif'], value: 'x' } }],
    ['a list in place of its period', { executionPeriod: [{ start: 'VIH positif' }] }],
    ['another status', { status: 'VIH-positif' }],
    ['another intent', { intent: 'VIH-positif' }],
    ['no time', { authoredOn: 'VIH-positif' }],
    ['a word in its period', { restriction: { period: { end: 'VIH-positif' } } }],
  ])('with %s is clinical', (_, change) => {
    const task: Resource = { ...buildWorkItem(facts, list), ...change, resourceType: 'Task' };
    expect(compartmentOf(task)).toBe('clinical');
  });

  test('that is a replacement is over after its last day', () => {
    const task = buildWorkItem({ ...facts, code: 'replacement', patient: null, due: '2026-12-05' }, list);
    expect(isOver(task, '2026-12-05')).toBe(false);
    expect(isOver(task, '2026-12-06')).toBe(true);
  });

  test('belongs to the list that it names', () => {
    const task = buildWorkItem(facts, list);
    expect(isOfList(task, list)).toBe(true);
    expect(isOfList(task, other)).toBe(false);
    expect(isOfList({ ...task, resourceType: 'Communication' }, list)).toBe(false);
  });
});

describe('an item for doctors', () => {
  test('has words, and is clinical', () => {
    const task = buildWorkItem({ ...facts, code: 'message', text: 'Voir le genou' }, list);
    expect(checkResource(task)).toEqual([]);
    expect(compartmentOf(task)).toBe('clinical');
    expect(read(task)).toMatchObject({ code: 'message', text: 'Voir le genou' });
  });

  test('has results with the value before and whether they are abnormal', () => {
    const observations = [observation('potassium 6,1 (3,5-5)'), observation('potassium 4,4 (3,5-5) 01/02/2026')];
    const task = buildWorkItem({ ...facts, code: 'result', observations }, list);
    expect(checkResource(task)).toEqual([]);
    expect(compartmentOf(task)).toBe('clinical');
    const item = read(task);
    expect(item.results).toMatchObject([{ values: [{ text: '6,1', abnormal: 'high' }, { text: '4,4' }] }]);
    expect(item.measures).toMatchObject([{ points: [{ value: 4.4 }, { value: 6.1 }] }]);
    expect(isAbnormalItem(item)).toBe(true);
    expect(
      isAbnormalItem(read(buildWorkItem({ ...facts, code: 'result', observations: observations.slice(1) }, list))),
    ).toBe(false);
  });

  test('is done and open again without another change', () => {
    const task = buildWorkItem({ ...facts, code: 'message', text: 'x' }, list);
    const done = asDone(task, at);
    expect(read(done)).toMatchObject({ isDone: true, doneAt: at });
    expect(isOver(done, '2026-11-29')).toBe(true);
    expect(isOver(task, '2027-11-29')).toBe(false);
    expect(asOpen(done)).toEqual(task);
  });

  test('comes after abnormal results, and before what is due later', () => {
    const item = (change: Partial<WorkFacts>): WorkItem => read(buildWorkItem({ ...facts, ...change }, list));
    const items = [
      item({ due: '2026-12-05' }),
      item({ due: '2026-12-01' }),
      item({ code: 'result', observations: [observation('potassium 4,4 (3,5-5)')] }),
      item({ code: 'result', observations: [observation('potassium 2,4 (3,5-5)')] }),
    ];
    const [late, soon, normal, abnormal] = items;
    expect(items.toSorted(byUrgency)).toEqual([abnormal, normal, soon, late]);
  });

  test.each<[Partial<WorkFacts>, string]>([
    [{ code: 'prescribe' as never }, 'code_invalid'],
    [{ patient: null }, 'patient_missing'],
    [{ code: 'message' }, 'text_missing'],
    [{ code: 'message', text: 'x'.repeat(2001) }, 'text_long'],
    [{ text: 'VIH positif' }, 'text_forbidden'],
    [{ due: 'demain' }, 'due_invalid'],
  ])('with %o has a fault', (change, fault) => {
    expect(workFaults({ ...facts, ...change })).toEqual([fault]);
  });

  test('of another program is not read', () => {
    expect(readWorkItem('r', { resourceType: 'Task', status: 'requested', intent: 'order' })).toBeNull();
  });
});
