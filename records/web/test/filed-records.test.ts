import { describe, expect, test } from 'vitest';
import { withWritten, type FiledRecords } from '../worker/exchange/filed-records.ts';

const none: FiledRecords = new Map();
const at = (versions: Readonly<Record<string, number>>) => (id: string) => versions[id] ?? null;
const listOf = (filed: FiledRecords) => Array.from(filed.values());

describe('the records that a filing writes', () => {
  test('are new, or have the version before its first write, and are listed once', () => {
    const first = withWritten(none, ['document', 'earlier', 'earlier'], at({ document: 1, earlier: 4 }));
    expect(listOf(first)).toEqual([
      { id: 'document', before: null, after: 1 },
      { id: 'earlier', before: 3, after: 4 },
    ]);
    const second = withWritten(first, ['next', 'document', 'earlier'], at({ next: 1, document: 2, earlier: 5 }));
    expect(listOf(second)).toEqual([
      { id: 'document', before: null, after: 2 },
      { id: 'earlier', before: 3, after: 5 },
      { id: 'next', before: null, after: 1 },
    ]);
  });

  test('begin with the version of a colleague who wrote just before', () => {
    // The file had version 1 when the filing began, and a colleague wrote version 2.
    expect(listOf(withWritten(none, ['earlier'], at({ earlier: 3 })))).toEqual([
      { id: 'earlier', before: 2, after: 3 },
    ]);
  });

  test('that a colleague changed between two writes end with the first, so that an undo is refused', () => {
    const first = withWritten(none, ['document'], at({ document: 1 }));
    const second = withWritten(first, ['document'], at({ document: 3 }));
    expect(listOf(second)).toEqual([{ id: 'document', before: null, after: 1 }]);
    // One that the filing does not write again is not read again: the colleague's version is not taken for its own.
    expect(listOf(withWritten(first, ['next'], at({ document: 2, next: 1 })))[0]).toEqual({
      id: 'document',
      before: null,
      after: 1,
    });
  });

  test('that the file has no more are left out', () => {
    expect(listOf(withWritten(none, ['gone'], at({})))).toEqual([]);
  });
});
