import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  formatCode,
  parseBirthDate,
  parseCode,
  parseEmail,
  parseIns,
  parseNir,
  parsePersonName,
  parsePhone,
  type BirthDateOptions,
  type Parsed,
  type PhoneRegion,
} from '../src/index.ts';

type Kind = 'nir' | 'ins' | 'phone' | 'email' | 'birthDate' | 'personName' | 'code';
type Vector = { kind: Kind; input: string; oid?: string; region?: PhoneRegion; bytes?: string };
type Success = Vector & { canonical: string };
type Failure = Vector & { code: string };

const { birthDateOptions, successes, failures } = JSON.parse(
  readFileSync(new URL('../../../vectors/identifiers.json', import.meta.url), 'utf8'),
) as { birthDateOptions: BirthDateOptions; successes: Success[]; failures: Failure[] };

function parse({ kind, input, oid = '', region = 'FR' }: Vector): Parsed<string, string> {
  switch (kind) {
    case 'nir':
      return toText(parseNir(input), (nir) => nir.canonical);
    case 'ins':
      return toText(parseIns(input, oid), (ins) => `${ins.oid}/${ins.matricule.canonical}`);
    case 'phone':
      return parsePhone(input, region);
    case 'email':
      return parseEmail(input);
    case 'birthDate':
      return toText(parseBirthDate(input, birthDateOptions), (date) => date.canonical);
    case 'personName':
      return parsePersonName(input);
    case 'code':
      return toText(parseCode(input), formatCode);
  }
}

function toText<T>(parsed: Parsed<T, string>, format: (value: T) => string): Parsed<string, string> {
  return parsed.ok ? { ok: true, value: format(parsed.value) } : parsed;
}

describe('vectors/identifiers.json', () => {
  test.each(successes)('$kind reads $input as $canonical', (vector) => {
    expect(parse(vector)).toEqual({ ok: true, value: vector.canonical });
  });

  test.each(failures)('$kind refuses $input with $code', (vector) => {
    expect(parse(vector)).toEqual({ ok: false, code: vector.code });
  });

  test('returns every canonical form unchanged', () => {
    const canonicals = successes.filter(({ kind }) => kind !== 'ins').map((v) => ({ ...v, input: v.canonical }));
    expect(canonicals.map(parse)).toEqual(canonicals.map(({ canonical }) => ({ ok: true, value: canonical })));
  });

  test.each(successes.filter(({ bytes }) => bytes !== undefined))(
    'parses the code $input to the bytes $bytes',
    (vector) => {
      const parsed = parseCode(vector.input);
      expect(parsed.ok && Buffer.from(parsed.value).toString('hex')).toBe(vector.bytes);
    },
  );

  test('the vector file has as many failures as successes, without repeats', () => {
    expect(failures).toHaveLength(successes.length);
    const all = [...successes, ...failures].map((vector) =>
      JSON.stringify([vector.kind, vector.input, vector.oid, vector.region]),
    );
    expect(new Set(all).size).toBe(all.length);
  });
});
