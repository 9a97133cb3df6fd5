import { expect, test } from 'vitest';
import { ofLine, ofTreatment } from '../page/prescription/line-alerts.ts';
import type { LineAlert } from '../port/prescription-calls.ts';

const note = (kind: LineAlert['kind'], text = ''): LineAlert => ({ level: 'note', kind, text });
const pair: LineAlert = { level: 'stop', kind: 'interaction', text: 'colchicine + macrolides' };
const known = note('no_known_interaction', '2026-03-01');

test('a line shows what is about it, and leaves the rest to the treatment', () => {
  const allergy: LineAlert = { level: 'stop', kind: 'allergy', text: 'Pénicillines' };
  const mild = note('interaction', 'clarithromycine + amlodipine');
  const own = [allergy, pair, mild, note('duplicate', 'amlodipine 5 mg')];
  expect(ofLine([...own, known, note('no_thesaurus'), note('pregnancy_list')])).toEqual(own);
});

test('that no interaction is known is said once, and only where none was found', () => {
  expect(ofTreatment([{ alerts: [known] }, { alerts: [known] }])).toEqual([known]);
  expect(ofTreatment([{ alerts: [pair] }, { alerts: [known] }])).toEqual([]);
});

test('a check that was not possible is said once, also beside an interaction', () => {
  expect(ofTreatment([{ alerts: [note('thesaurus_unread')] }, { alerts: [note('thesaurus_unread')] }])).toEqual([
    note('thesaurus_unread'),
  ]);
  expect(ofTreatment([{ alerts: [pair] }, { alerts: [note('treatment_unread', '1')] }])).toEqual([
    note('treatment_unread', '1'),
  ]);
});

test('the substances that the thesaurus does not name stand together, each once', () => {
  const alerts = [note('not_in_thesaurus', 'zinc, fer')];
  expect(ofTreatment([{ alerts }, { alerts: [note('not_in_thesaurus', 'fer, sel')] }])).toEqual([
    note('not_in_thesaurus', 'zinc, fer, sel'),
  ]);
});
