import { expect, test } from 'vitest';
import type { NarrativeBlock } from '@etanche/records-interop';
import { firstMedia, mostDrawn } from '../page/exchange/first-media.ts';
import type { SectionView } from '../port/structured-document.ts';

const file = (id: string): NarrativeBlock => ({ kind: 'media', id });
const section = (blocks: readonly NarrativeBlock[], ids: readonly string[], below: readonly SectionView[] = []) => ({
  ...{ title: null, isUnknown: false, blocks, sections: below },
  media: ids.map((id) => ({ id, content: { bytes: new Uint8Array(), type: null } })),
});

test('a file that a text names a thousand times is drawn once', () => {
  const blocks = Array.from({ length: 1000 }, () => file('a'));
  expect(Array.from(firstMedia([section(blocks, ['a'])]))).toEqual([blocks[0]]);
});

test('files in lists, tables and sections within sections are drawn in the order of the text', () => {
  const [a, b, c] = [file('a'), file('b'), file('c')];
  const blocks: NarrativeBlock[] = [
    { kind: 'list', isOrdered: false, items: [[a]] },
    { kind: 'table', caption: null, rows: [{ isHead: false, cells: [{ blocks: [b], columns: 1, rows: 1 }] }] },
  ];
  expect(Array.from(firstMedia([section(blocks, ['a', 'b'], [section([c], ['c'])])]))).toEqual([a, b, c]);
});

test('a file that is absent is not counted, and no more than six are drawn', () => {
  const absent = file('x');
  const named = Array.from({ length: 20 }, (_, i) => file(String(i)));
  const one = section(
    [absent, ...named],
    named.map((block) => (block.kind === 'media' ? block.id : '')),
  );
  const found = firstMedia([one, section([file('z')], ['z'])]);
  expect(found.has(absent)).toBe(false);
  expect(Array.from(found)).toEqual(named.slice(0, mostDrawn));
});
