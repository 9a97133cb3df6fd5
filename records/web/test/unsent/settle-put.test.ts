import { describe, expect, test } from 'vitest';
import { contestedRows } from '../../worker/unsent/contested-rows.ts';
import { forcedMerge, mergedResource } from '../../worker/unsent/merge-resource.ts';
import { digestOf, settlePut } from '../../worker/unsent/settle-put.ts';

const text = (fields: object): string => JSON.stringify({ resourceType: 'Patient', ...fields });
const [before, mine] = [text({ address: [{ city: 'Lyon' }] }), text({ address: [{ city: 'Bron' }] })];
const at = (current: string, version = 7) => ({ text: current, version });
const put = { id: 'p', text: mine, base: 3, before };

describe('the rest of a put', () => {
  test('is a write over the version that was edited, whatever its number is now', () => {
    expect(settlePut(put, at(before), [])).toEqual({ kind: 'write', text: mine, base: 7 });
  });

  test('is nothing if the server has the text, in any order of its members', () => {
    const same = JSON.stringify({ address: [{ city: 'Bron' }], resourceType: 'Patient' });
    expect(settlePut(put, at(same), [])).toEqual({ kind: 'done' });
  });

  test('is both edits if somebody changed another element', () => {
    const theirs = text({ address: [{ city: 'Lyon' }], telecom: [{ value: '06' }] });
    const settled = settlePut(put, at(theirs), []);
    expect(settled).toMatchObject({ kind: 'write', base: 7 });
    expect(JSON.parse(settled.kind === 'write' ? (settled.text ?? '') : '')).toEqual({
      ...{ resourceType: 'Patient', address: [{ city: 'Bron' }], telecom: [{ value: '06' }] },
    });
  });

  test('is a decision if somebody changed the same element, removed the resource, or wrote what is none', () => {
    expect(settlePut(put, at(text({ address: [{ city: 'Caen' }] })), []).kind).toBe('conflict');
    expect(settlePut(put, null, []).kind).toBe('conflict');
    expect(settlePut(put, at('[]'), []).kind).toBe('conflict');
    expect(settlePut({ ...put, text: null }, at(text({ active: true })), []).kind).toBe('conflict');
  });

  test('is nothing after an own attempt whose answer was lost, also if somebody has edited or removed it since', () => {
    const fresh = { id: 'p', text: mine, base: 0, before: null };
    const tried = [digestOf(mine)];
    expect(settlePut(fresh, at(text({ active: true })), tried).kind).toBe('done');
    expect(settlePut(fresh, null, tried, true).kind).toBe('done');
    expect(settlePut(fresh, null, tried, false)).toEqual({ kind: 'write', text: mine, base: 0 });
  });

  test('is nothing for a deletion of what is gone, and otherwise the deletion of the version that was seen', () => {
    expect(settlePut({ ...put, text: null }, null, []).kind).toBe('done');
    expect(settlePut({ ...put, text: null }, at(before), [])).toEqual({ kind: 'write', text: null, base: 7 });
  });

  test('is a decision about every other version for a note without its text before', () => {
    const note = { id: 'n', text: mine, base: 3 };
    expect(settlePut(note, at(before, 3), []).kind).toBe('write');
    expect(settlePut(note, at(text({ telecom: [] }), 4), []).kind).toBe('conflict');
  });
});

describe('two edits of one resource', () => {
  const old = { a: 1, b: 1, c: 1 };

  test('merge by element, with removals', () => {
    expect(mergedResource(old, { a: 2, b: 1, c: 1 }, { a: 1, c: 3 })).toEqual({ a: 2, c: 3 });
    expect(mergedResource(old, { a: 2, b: 1, c: 1 }, { a: 3, b: 1, c: 1 })).toBeNull();
    expect(mergedResource(old, { b: 1, c: 1 }, { a: 3, b: 1, c: 1 })).toBeNull();
  });

  test('keep the elements of the other one that a decided entry did not change', () => {
    expect(forcedMerge(old, { a: 2, b: 9, c: 1, d: 4 }, { a: 3, b: 1 })).toEqual({ a: 3, b: 9, d: 4 });
  });

  test('are shown by the elements that differ, in words', () => {
    const phone = (value: string) => text({ telecom: [{ system: 'phone', value, use: 'mobile' }] });
    const rows = contestedRows({ id: 'p', text: phone('06 11'), base: 1, before: phone('06 00') }, phone('06 22'));
    expect(rows).toEqual([{ element: 'telecom', mine: '06 11', theirs: '06 22' }]);
  });
});
