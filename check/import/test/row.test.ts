import { nirKey } from '@etanche/core-identifiers';
import { splitFullName, type ColumnRole } from '@etanche/intake';
import { describe, expect, test } from 'vitest';
import { parseLeakFile } from '../src/index.ts';
import { recordOfRow } from '../src/merge/person-record.ts';
import { letterColumns, planRows } from '../src/read/row-plan.ts';
import { deriveRunKeys } from '../src/run-keys.ts';
import { leakFile, makeKeys } from './support/request.ts';

const keys = deriveRunKeys(await makeKeys(), 'laboratoires', 1);
const kinds = ['nir', 'code', 'email', 'phone', 'person'] as const;
const nir = '2790351215189';

/** Reads one row whose columns are its roles. */
function read(cells: Partial<Record<string, string>>, leak: object = {}) {
  const settings = parseLeakFile({ ...leakFile, kinds: [...kinds], ...leak });
  const columns = Object.keys(cells).map((column) => {
    const role = column.replace(/\d$/, '');
    return { column, role: (role.startsWith('=') ? { category: role.slice(1) } : role) as ColumnRole };
  });
  const plan = planRows(settings, { columns }, letterColumns(settings, [{ columns }]), '2026-01-01');
  return recordOfRow(
    Object.values(cells).map((cell) => cell ?? ''),
    plan,
    keys,
  );
}
const texts = (cells: Partial<Record<string, string>>) =>
  read(cells).found?.record.identifiers.map(({ kind, identifier }) => `${kind} ${identifier}`);
const personOf = (cells: Partial<Record<string, string>>) => read(cells).found?.id;

describe('a row is found by', () => {
  test('a row is indexed by its number with its birth date, or without if it has none', () => {
    expect(texts({ nir, 'birth-date': '28/03/1979' })).toEqual([`nir ${nir}/1979-03-28`]);
    expect(texts({ nir, 'birth-date': '00/00/0000' })).toEqual([`nir ${nir}/`]);
  });

  test('a row is indexed by a number whose key is in a separate column', () => {
    expect(texts({ nir, 'nir-key': String(nirKey(nir)) })).toEqual([`nir ${nir}/`]);
    expect(read({ nir, 'nir-key': '01', email: 'a@example.fr' }).faults).toEqual(['nir_key']);
    expect(texts({ nir: `${nir}${nirKey(nir)}`, 'nir-key': '01' })).toEqual([`nir ${nir}/`]);
  });

  test('a row is indexed by several numbers, telephones and addresses, each once', () => {
    const cells = {
      nir1: nir,
      nir2: nir,
      phone1: '06 12 34 56 78 / 01 23 45 67 89',
      phone2: '+33612345678',
      email: 'A@b.fr; c@d.fr',
    };
    expect(texts(cells)).toEqual([
      `nir ${nir}/`,
      'email a@b.fr',
      'email c@d.fr',
      'phone +33612345678',
      'phone +33123456789',
    ]);
  });

  test('a row is indexed by birth name and used name, in separate columns or in one', () => {
    const named = { 'birth-name': 'Martin', 'used-name': 'DUPONT', 'given-names': 'Zoé', 'birth-date': '1990-01-02' };
    expect(texts(named)).toEqual(['person MARTIN/ZOE/1990-01-02', 'person DUPONT/ZOE/1990-01-02']);
    expect(texts({ 'full-name': 'DE LA TOUR Jean', 'birth-date': '1990-01-02' })).toEqual([
      'person DELATOUR/JEAN/1990-01-02',
    ]);
  });

  test('a row without identifiers is not indexed and has a reason', () => {
    expect(read({ nir: 'inconnu', 'family-name': 'DUPONT' }).found).toBeNull();
    expect(read({ nir: '123' })).toMatchObject({ found: null, faults: ['nir_length'] });
    expect(read({ email: 'a@b.fr' }, { kinds: ['nir'] }).found).toBeNull();
  });
});

describe('a person', () => {
  const adult = { nir, 'birth-date': '28/03/1979', 'given-names': 'Anne', 'family-name': 'DUPONT' };

  test('the id of a person is the same in rows with equivalent spellings', () => {
    const other = { ...adult, nir: `${nir} ${nirKey(nir)}`, 'birth-date': '1979-03-28', 'given-names': 'ANNE, Marie' };
    expect(personOf(other)?.name).toEqual(personOf(adult)?.name);
    const hyphen = { ...adult, 'given-names': 'JEAN PIERRE' };
    expect(personOf(hyphen)?.name).toEqual(personOf({ ...adult, 'given-names': 'Jean-Pierre' })?.name);
  });

  test('the id of a person differs for the same number with another given name or birth date', () => {
    expect(personOf({ ...adult, 'given-names': 'Zoé' })?.name).not.toEqual(personOf(adult)?.name);
    expect(personOf({ ...adult, 'birth-date': '01/02/2015' })?.name).not.toEqual(personOf(adult)?.name);
  });

  test('an incomplete row looks for its person by name and birth date, or by number and given name', () => {
    const names = (personOf(adult)?.knownAs ?? []).map((name) => Buffer.from(name).toString('hex'));
    const lookedFor = (cells: Partial<Record<string, string>>) => read(cells).found?.record.lookFor;
    expect(names).toContain(lookedFor({ ...adult, nir: '' }));
    expect(names).toContain(lookedFor({ ...adult, 'birth-date': '' }));
    expect(names).not.toContain(lookedFor({ ...adult, nir: '', 'given-names': 'Zoé' }));
    expect(lookedFor(adult)).toBe('');
  });
});

test('a category is exposed only if the row has a value', () => {
  const bit = (cells: Partial<Record<string, string>>) => read(cells).found?.record.entry.categories ?? 0n;
  expect(bit({ nir, '=blood-group': 'A+' }) & (1n << 21n)).not.toBe(0n);
  expect(bit({ nir, '=blood-group': ' - ' }) & (1n << 21n)).toBe(0n);
});

test('details are truncated between characters, and letters omit cells too long for an address', () => {
  const details = [{ column: '=comment', name: { fr: 'x', en: 'x' }, maxBytes: 5 }];
  const cells = { nir, '=comment': 'étéété', '=postal-address': 'x'.repeat(600), 'family-name': ' DUPONT ' };
  const record = read(cells, { details }).found?.record;
  expect(record?.entry.details).toEqual([{ id: 1, text: 'été' }]);
  expect(record?.letter).toEqual(['', 'DUPONT']);
  const unknown = expect.objectContaining({ code: 'column_unknown' }) as Error;
  expect(() => read({ nir }, { details })).toThrow(unknown);
});

test.each([
  ['DUPONT, Jean', [['DUPONT', 'Jean']]],
  ['DE LA TOUR Jean Luc', [['DE LA TOUR', 'Jean Luc']]],
  ['Jean Luc DE LA TOUR', [['DE LA TOUR', 'Jean Luc']]],
  [
    'Jean Dupont',
    [
      ['Jean', 'Dupont'],
      ['Dupont', 'Jean'],
    ],
  ],
  [
    'DUPONT JEAN',
    [
      ['DUPONT', 'JEAN'],
      ['JEAN', 'DUPONT'],
    ],
  ],
  ['DUPONT', []],
  ['', []],
])('%s is read as family and given names', (text, expected) => {
  expect(splitFullName(text)).toEqual(expected);
});
