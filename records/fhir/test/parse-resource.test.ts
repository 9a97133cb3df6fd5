import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseResource, resourceFromAccepted, resourceFromText, resourceLimits } from '../src/index.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const patient = (rest: string): string => `{"resourceType":"Patient"${rest}}`;

describe('parseResource', () => {
  test.each([
    ['decimals', patient(',"extension":[{"url":"x","valueDecimal":1.00}]')],
    ['white space', '\t{ "resourceType" :\r\n "Patient" } \n'],
    ['escapes', patient(',"id":"\\u0061\\/b\\ud83d\\ude00"')],
    ['the same name in different objects', patient(',"a":1,"b":{"a":1},"c":[{"a":1},{"a":2}]')],
    ['a text that looks like names', patient(',"x":"{\\"a\\":1,\\"a\\":2}"')],
    ['a name that is also a value', patient(',"x":"x","y":["x","x"]')],
  ])('keeps %s as written', (_what, text) => {
    const { resource, text: kept } = parseResource(utf8(text), resourceLimits);
    expect(kept).toBe(text);
    expect(resource).toEqual(JSON.parse(text));
  });

  test.each([
    ['a repeated name', patient(',"gender":"male","gender":"female"'), 'json_invalid'],
    ['a repeated name in two spellings', patient(',"id":"a","\\u0069d":"b"'), 'json_invalid'],
    ['a repeated name in a nested object', patient(',"name":[{"family":"A","family":"B"}]'), 'json_invalid'],
    ['half a surrogate pair', patient(',"id":"\\ud83d"'), 'json_invalid'],
    ['a prototype', patient(',"__proto__":{"active":true}'), 'json_invalid'],
    ['a byte order mark', `\ufeff${patient('')}`, 'json_invalid'],
    ['a comment', `${patient('')}//`, 'json_invalid'],
    ['two resources', patient('') + patient(''), 'json_invalid'],
    ['a trailing comma', '{"resourceType":"Patient",}', 'json_invalid'],
    ['an unfinished text', '{"resourceType":"Pat', 'json_invalid'],
    ['an unfinished escape', '{"resourceType":"Patient\\', 'json_invalid'],
    ['brackets that do not match', '{"resourceType":"Patient","a":[}]', 'json_invalid'],
    ['an empty text', '', 'json_invalid'],
    ['a list', '[]', 'json_invalid'],
    ['null', 'null', 'json_invalid'],
    ['an object without a type', '{}', 'resource_type'],
    ['another type', '{"resourceType":"Person2"}', 'resource_type'],
    ['a type of Object.prototype', '{"resourceType":"toString"}', 'resource_type'],
    ['an object that is nested too deeply', patient(`,"a":${'['.repeat(65)}${']'.repeat(65)}`), 'json_limits'],
    ['a very deep and unfinished text', '['.repeat(200_000), 'json_limits'],
    ['an object that is too large', patient(`,"a":"${'x'.repeat(resourceLimits.bytes)}"`), 'json_limits'],
  ])('rejects %s', (_what, text, code) => {
    expect(() => parseResource(utf8(text), resourceLimits)).toThrow(expect.objectContaining({ code }));
    expect(() => resourceFromText(text, resourceLimits)).toThrow(expect.objectContaining({ code }));
  });

  test('rejects bytes that are not UTF-8', () => {
    const bytes = utf8(patient(',"id":"é"'));
    const cut = bytes.with(bytes.indexOf(0xc3) + 1, 0x20);
    expect(() => parseResource(cut, resourceLimits)).toThrow(expect.objectContaining({ code: 'json_invalid' }));
  });

  test('reads the same value as JSON.parse, or rejects the text', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), (inner) => {
        const text = patient(`,"extension":${inner}`);
        const names = JSON.stringify(JSON.parse(inner)).length;
        const parse = (): unknown => resourceFromText(text, resourceLimits).resource;
        // fast-check writes no repeated name, but may write __proto__ or half a pair.
        if (/__proto__|\\u[dD][89abAB]/.test(text)) return names > 0;
        expect(parse()).toEqual(JSON.parse(text));
        return true;
      }),
    );
  });

  test('has no value in its error messages', () => {
    const text = patient(',"secret":"279035121518989","secret":"Dupont"');
    expect(() => resourceFromText(text, resourceLimits)).toThrow(
      expect.objectContaining({ message: expect.not.stringMatching(/2790|Dupont|secret/) as string }),
    );
  });
});

test('a text that was accepted gives the same resource again, with its large data', () => {
  const limits = { bytes: 100_000, depth: 64, dataBytes: 200_000 };
  const large = `{"resourceType":"Binary","contentType":"x/y","data":"${'A'.repeat(150_000)}"}`;
  for (const text of [patient(',"id":"\\u0061"'), patient(',"multipleBirthInteger":1.0'), large]) {
    expect(resourceFromAccepted(text, limits)).toEqual(resourceFromText(text, limits));
  }
  expect(resourceFromAccepted(large, limits).large).toHaveLength(1);
});
