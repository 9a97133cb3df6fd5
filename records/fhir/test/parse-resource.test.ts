import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseResource, resourceFromText, resourceLimits } from '../src/index.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const patient = (rest: string): string => `{"resourceType":"Patient"${rest}}`;

describe('parseResource', () => {
  test.each([
    ['decimals', patient(',"extension":[{"url":"x","valueDecimal":1.00}]')],
    ['white space', '\t{ "resourceType" :\r\n "Patient" } \n'],
    ['escapes', patient(',"id":"\\u0061\\/b\\ud83d\\ude00"')],
    ['names alike that differ', patient(',"a":1,"b":{"a":1},"c":[{"a":1},{"a":2}]')],
    ['a text that looks like names', patient(',"x":"{\\"a\\":1,\\"a\\":2}"')],
    ['a name given again as a value', patient(',"x":"x","y":["x","x"]')],
  ])('keeps %s as written', (_what, text) => {
    const { resource, text: kept } = parseResource(utf8(text), resourceLimits);
    expect(kept).toBe(text);
    expect(resource).toEqual(JSON.parse(text));
  });

  test.each([
    ['a name given twice', patient(',"gender":"male","gender":"female"'), 'json_invalid'],
    ['a name given twice in two spellings', patient(',"id":"a","\\u0069d":"b"'), 'json_invalid'],
    ['a name given twice deep inside', patient(',"name":[{"family":"A","family":"B"}]'), 'json_invalid'],
    ['half a surrogate pair', patient(',"id":"\\ud83d"'), 'json_invalid'],
    ['a prototype', patient(',"__proto__":{"active":true}'), 'json_invalid'],
    ['a byte order mark', `\ufeff${patient('')}`, 'json_invalid'],
    ['a comment', `${patient('')}//`, 'json_invalid'],
    ['two resources', patient('') + patient(''), 'json_invalid'],
    ['a trailing comma', '{"resourceType":"Patient",}', 'json_invalid'],
    ['an unfinished text', '{"resourceType":"Pat', 'json_invalid'],
    ['an unfinished escape', '{"resourceType":"Patient\\', 'json_invalid'],
    ['brackets that do not match', '{"resourceType":"Patient","a":[}]', 'json_invalid'],
    ['nothing', '', 'json_invalid'],
    ['a list', '[]', 'json_invalid'],
    ['null', 'null', 'json_invalid'],
    ['no type', '{}', 'resource_type'],
    ['another type', '{"resourceType":"Person2"}', 'resource_type'],
    ['a type of Object.prototype', '{"resourceType":"toString"}', 'resource_type'],
    ['too deep', patient(`,"a":${'['.repeat(65)}${']'.repeat(65)}`), 'json_limits'],
    ['very deep and unfinished', '['.repeat(200_000), 'json_limits'],
    ['too large', patient(`,"a":"${'x'.repeat(resourceLimits.bytes)}"`), 'json_limits'],
  ])('refuses %s', (_what, text, code) => {
    expect(() => parseResource(utf8(text), resourceLimits)).toThrow(expect.objectContaining({ code }));
    expect(() => resourceFromText(text, resourceLimits)).toThrow(expect.objectContaining({ code }));
  });

  test('refuses bytes that are not UTF-8', () => {
    const bytes = utf8(patient(',"id":"é"'));
    const cut = bytes.with(bytes.indexOf(0xc3) + 1, 0x20);
    expect(() => parseResource(cut, resourceLimits)).toThrow(expect.objectContaining({ code: 'json_invalid' }));
  });

  test('reads what JSON.parse reads, or refuses', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), (inner) => {
        const text = patient(`,"extension":${inner}`);
        const names = JSON.stringify(JSON.parse(inner)).length;
        const parse = (): unknown => resourceFromText(text, resourceLimits).resource;
        // fast-check writes no name twice, but may write __proto__ or half a pair.
        if (/__proto__|\\u[dD][89abAB]/.test(text)) return names > 0;
        expect(parse()).toEqual(JSON.parse(text));
        return true;
      }),
    );
  });

  test('names no value in its messages', () => {
    const text = patient(',"secret":"279035121518989","secret":"Dupont"');
    expect(() => resourceFromText(text, resourceLimits)).toThrow(
      expect.objectContaining({ message: expect.not.stringMatching(/2790|Dupont|secret/) as string }),
    );
  });
});
