import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { changedPaths, resourceRows, type JsonObject } from '@etanche/records-fhir';

describe('the rows of a resource', () => {
  test('name every element by its path, also unknown ones', () => {
    const rows = resourceRows({
      resourceType: 'Condition',
      code: { coding: [{ code: 'E11' }], text: 'Diabète' },
      extension: [{ url: 'https://example.org/x', valueBoolean: false }],
    });
    expect(rows).toEqual([
      { path: 'resourceType', value: 'Condition' },
      { path: 'code.coding[0].code', value: 'E11' },
      { path: 'code.text', value: 'Diabète' },
      { path: 'extension[0].url', value: 'https://example.org/x' },
      { path: 'extension[0].valueBoolean', value: 'false' },
    ]);
  });

  test('contain every string of any resource', () => {
    fc.assert(
      fc.property(fc.object({ values: [fc.string(), fc.integer(), fc.boolean()] }), (any) => {
        const leaves: string[] = [];
        JSON.stringify(any, (_, value: unknown) => {
          if (typeof value === 'string') leaves.push(value);
          return value;
        });
        expect(resourceRows(any as JsonObject).map(({ value }) => value)).toEqual(expect.arrayContaining(leaves));
      }),
    );
  });

  test('shorten data that no person reads, and say how long they are', () => {
    const [row] = resourceRows({ data: 'A'.repeat(5000) });
    expect(row?.value.length).toBeLessThan(2100);
    expect(row?.value).toContain('(5000)');
  });

  test('differ between two versions in what was added, removed and changed', () => {
    const [one, other] = [
      { a: '1', b: '2', c: '3' },
      { a: '1', b: '4', d: '5' },
    ].map(resourceRows);
    expect([...changedPaths(one ?? [], other ?? [])].sort()).toEqual(['b', 'c', 'd']);
    expect(changedPaths(one ?? [], one ?? []).size).toBe(0);
  });
});
