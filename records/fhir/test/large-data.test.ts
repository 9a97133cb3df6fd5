import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  findLargeData,
  resourceFromText,
  splitBundle,
  storedDataOf,
  withStoredData,
  withValues,
  type LargeData,
} from '../src/index.ts';

const least = 64 * 1024;
const long = Buffer.alloc(least, 7).toString('base64');
const secret = 'A'.repeat(43);

function documentWith(...data: readonly string[]): string {
  const content = data.map((value) => `{ "attachment": {"contentType":"application/pdf", "data" : "${value}" } }`);
  return `{"resourceType":"DocumentReference","status":"current","content":[${content.join(', ')}]}`;
}

function stored(found: readonly LargeData[]) {
  return found.map((data, i) => {
    const binary = 'abcdefgh'.charAt(i).repeat(26);
    return { ...data, stored: { binary, secret, isPlain: data.isPlain } };
  });
}

function restored(text: string): string {
  const found = findLargeData(text);
  const reduced = withStoredData(text, stored(found));
  const values = new Map(
    stored(found).map((data) => [data.stored.binary, text.slice(data.value.start, data.value.end)]),
  );
  return withValues(
    reduced,
    storedDataOf(reduced).map(({ binary }) => values.get(binary) ?? ''),
  );
}

describe('large data', () => {
  test('are found at any depth, with FHIRPath, size and whether the base64 is plain', () => {
    const text = documentWith(long, 'QUJD', `${long.slice(0, -4)}\\r\\n${long.slice(-4)}`);
    expect(findLargeData(text)).toMatchObject([
      { path: 'DocumentReference.content[0].attachment.data', bytes: least, isPlain: true },
      { path: 'DocumentReference.content[2].attachment.data', bytes: least, isPlain: false },
    ]);
  });

  test('are replaced by references in a shorter resource that is still JSON', () => {
    const text = documentWith(long, 'QUJD', long);
    const reduced = withStoredData(text, stored(findLargeData(text)));
    expect(reduced.length).toBeLessThan(1000);
    expect(JSON.parse(reduced)).toMatchObject({
      content: [
        {
          attachment: { contentType: 'application/pdf', _data: { extension: [{ url: 'urn:etanche:v1:stored-data' }] } },
        },
        { attachment: { data: 'QUJD' } },
        { attachment: { _data: { extension: [{ valueUrl: `Binary/${'b'.repeat(26)}#${secret}` }] } } },
      ],
    });
    expect(storedDataOf(reduced).map(({ binary }) => binary)).toEqual(['a'.repeat(26), 'b'.repeat(26)]);
  });

  test('are restored exactly, with any base64 and white space', () => {
    const space = fc.constantFrom('', ' ', '\n', '\t ');
    const line = fc.constantFrom('', '\\n', '\\r\\n', ' ', '\\/AAA');
    const bytes = fc.uint8Array({ minLength: least, maxLength: least + 5 });
    fc.assert(
      fc.property(fc.array(fc.tuple(space, space, line, bytes), { maxLength: 4 }), (all) => {
        const members = all.map(([before, after, break_, value]) => {
          const encoded = Buffer.from(value).toString('base64');
          return `{"data"${before}:${after}"${encoded.slice(0, 76)}${break_}${encoded.slice(76)}"}`;
        });
        const text = `{"resourceType":"Patient","photo":[${members.join(',')}]}`;
        expect(findLargeData(text)).toHaveLength(all.length);
        expect(restored(text)).toBe(text);
      }),
      { numRuns: 25 },
    );
  });

  test.each([
    ['shorter than a limit', documentWith('QUJD')],
    ['with characters outside base64', documentWith(`${long.slice(4)}é???`)],
    ['padded inside', documentWith(`QQ==${long}`)],
    ['with a length that is not base64’s', documentWith(long.slice(1))],
    ['with an extension of their own', `{"resourceType":"Binary","_data":{"id":"a"},"data":"${long}"}`],
    ['under an escaped name', `{"resourceType":"Binary","d\\u0061ta":"${long}"}`],
    ['of another name', `{"resourceType":"Binary","content":"${long}"}`],
  ])('%s stay in the resource', (_, text) => {
    expect(findLargeData(text)).toEqual([]);
    expect(withStoredData(text, [])).toBe(text);
  });

  test('whose last sign has unused bits are stored as text, because decoding would lose the bits', () => {
    const one = long;
    expect(one.endsWith('==')).toBe(true);
    expect(findLargeData(documentWith(one))).toMatchObject([{ isPlain: true }]);
    expect(findLargeData(documentWith(`${one.slice(0, -3)}x==`))).toMatchObject([{ isPlain: false }]);
  });
});

describe('a resource over the limit', () => {
  const limits = { bytes: 50_000, depth: 64, dataBytes: 2 * least };

  test('is read without its large data, and keeps its exact text', () => {
    const text = documentWith(long);
    const read = resourceFromText(text, limits);
    expect(read.text).toBe(text);
    expect(read.large).toHaveLength(1);
    expect(JSON.stringify(read.resource)).not.toContain(long);
    expect(resourceFromText(documentWith('QUJD'), limits).large).toBeUndefined();
  });

  test.each([
    [
      'with data that are too large',
      documentWith(long, Buffer.alloc(2 * least + 1).toString('base64')),
      'too_large',
      'DocumentReference.content[1].attachment.data',
    ],
    ['with a text that is too large', `{"resourceType":"Basic","id":"${'x'.repeat(50_000)}"}`, 'too_large', ''],
    ['only in bytes, not in characters', `{"resourceType":"Basic","id":"${'é'.repeat(25_000)}"}`, 'too_large', ''],
  ])('%s is rejected with its path', (_, text, code, path) => {
    expect(() => resourceFromText(text, limits)).toThrow(expect.objectContaining({ code, path }) as Error);
  });

  test('is the only rejected entry of its Bundle, with number and path', () => {
    const huge = documentWith(Buffer.alloc(2 * least + 1).toString('base64'));
    const text = `{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Basic"}},{"resource":${huge}}]}`;
    const { entries, rejected } = splitBundle(text, limits);
    expect(entries).toHaveLength(1);
    expect(rejected).toEqual([{ number: 2, code: 'too_large', path: 'DocumentReference.content[0].attachment.data' }]);
  });

  test('is rejected with references to stored data, whatever its size', () => {
    const text = withStoredData(documentWith(long), stored(findLargeData(documentWith(long))));
    expect(() => resourceFromText(text, limits)).toThrow(
      expect.objectContaining({ code: 'extension_reserved' }) as Error,
    );
  });
});
