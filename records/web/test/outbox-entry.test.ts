import { describe, expect, test } from 'vitest';
import { DataError, RecordsClientError, type FileResource, type PatientFile } from '@etanche/records-client';
import { attempted, changesOf, confirmed, isAway, type OutboxEntry } from '../worker/outbox-entry.ts';

const put = (text: string, base = 0, id = 'note') => ({ id, text, base });
const entryOf = (puts: OutboxEntry['puts'], change: Partial<OutboxEntry> = {}): OutboxEntry => ({
  ...{ kind: 'note', scope: 's', at: 1, puts, tried: [], isSent: false, visit: null },
  ...change,
});
/** A file that has these resources: text and version by id. */
function fileWith(resources: Readonly<Record<string, readonly [text: string, version: number]>>): PatientFile {
  const resource = (id: string) => {
    const [text, version] = resources[id] ?? [];
    return text === undefined ? null : ({ id, text, version } as FileResource);
  };
  return { resource } as PatientFile;
}
const conflict = expect.objectContaining({ code: 'conflict' }) as Error;

describe('the changes of an entry', () => {
  test('create what the file lacks, under the id of the entry', () => {
    expect(changesOf(fileWith({}), entryOf([put('a')]))).toEqual([{ kind: 'create', id: 'note', resource: 'a' }]);
  });

  test('update the version that the server confirmed', () => {
    expect(changesOf(fileWith({ note: ['a', 3] }), entryOf([put('b', 3)]))).toEqual([
      { kind: 'update', id: 'note', resource: 'b', base: 3 },
    ]);
  });

  test('are none if the file has the text already: nothing is sent twice', () => {
    expect(changesOf(fileWith({ note: ['a', 1] }), entryOf([put('a')]))).toEqual([]);
  });

  test('continue an own attempt whose answer was lost', () => {
    const entry = entryOf([put('ab')], { tried: attempted(entryOf([]), [put('a')]).tried });
    expect(changesOf(fileWith({ note: ['a', 1] }), entry)).toEqual([
      { kind: 'update', id: 'note', resource: 'ab', base: 1 },
    ]);
  });

  test.each([
    ['of another text under the same id', put('mine', 0)],
    ['newer than the confirmed one', put('mine', 1)],
  ])('are refused as a conflict if the file has a version %s', (_, mine) => {
    expect(() => changesOf(fileWith({ note: ['theirs', 2] }), entryOf([mine]))).toThrow(conflict);
  });

  test('are refused as a whole if one of several resources conflicts', () => {
    const file = fileWith({ note: ['theirs', 2] });
    expect(() => changesOf(file, entryOf([put('new', 0, 'encounter'), put('mine', 1)]))).toThrow(conflict);
  });
});

describe('an entry that was written', () => {
  const file = fileWith({ note: ['a', 4] });

  test('is sent, with the confirmed version', () => {
    expect(confirmed(entryOf([put('a', 3)], { tried: ['x'] }), [put('a', 3)], file)).toMatchObject({
      ...{ isSent: true, tried: [] },
      puts: [{ base: 4 }],
    });
  });

  test('is not sent if somebody typed more meanwhile, and goes on from the confirmed version', () => {
    expect(confirmed(entryOf([put('ab', 3)]), [put('a', 3)], file)).toMatchObject({
      isSent: false,
      puts: [{ text: 'ab', base: 4 }],
    });
  });
});

test('attempts are remembered as digests, the last 200 of them', () => {
  let entry = entryOf([]);
  for (let i = 0; i < 250; i++) entry = attempted(entry, [put(`Texte clinique ${i}`)]);
  expect(entry.tried).toHaveLength(200);
  expect(JSON.stringify(entry)).not.toContain('clinique');
  const last = fileWith({ note: ['Texte clinique 249', 1] });
  expect(changesOf(last, { ...entry, puts: [put('plus')] })).toHaveLength(1);
  const first = fileWith({ note: ['Texte clinique 0', 1] });
  expect(() => changesOf(first, { ...entry, puts: [put('plus')] })).toThrow(conflict);
});

describe('a failure', () => {
  test.each(['unreachable', 'overloaded', 'unauthenticated', 'vaults_unreachable'] as const)(
    'with the code %s is sent again',
    (code) => {
      expect(isAway(new RecordsClientError(code, ''))).toBe(true);
    },
  );

  test.each(['forbidden', 'limit_reached', 'epoch_due', 'clock_differs'] as const)(
    'with the code %s needs a decision',
    (code) => {
      expect(isAway(new RecordsClientError(code, ''))).toBe(false);
    },
  );

  test('without an answer is sent again, and one that failed verification is not', () => {
    expect(isAway(new DataError('uncertain', ''))).toBe(true);
    expect(isAway(new DataError('could_not_check', '', { reason: 'unavailable' }))).toBe(true);
    expect(isAway(new DataError('could_not_check', '', { reason: 'untrusted' }))).toBe(false);
    expect(isAway(new DataError('conflict', ''))).toBe(false);
    expect(isAway(new Error('a fault'))).toBe(false);
  });
});
