import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkedMedicine, checkPregnancy, openIndex, pregnancyWarnings } from '@etanche/records-medicines';

const index = openIndex(readFileSync(new URL('../data/medicines.txt', import.meta.url), 'utf8'));

function findings(name: RegExp, weeks: number | null) {
  const medicine = index.medicines.find((one) => name.test(one.name));
  if (medicine === undefined) throw new Error(`the list has no ${name.source}`);
  const wanted = { label: medicine.name, cis: medicine.cis, name: medicine.name, isBrandChosen: true };
  const checked = checkedMedicine(index, wanted);
  if (checked === null) throw new Error('the medicine has no components');
  return checkPregnancy(checked, weeks).map(({ warning, isContraindicated }) => [warning.id, isContraindicated]);
}

describe('a medicine in a pregnancy', () => {
  test.each([
    [/^IBUPROFENE/u, 23, 'nsaid', false],
    [/^IBUPROFENE/u, 24, 'nsaid', true],
    [/^CELECOXIB/u, 5, 'coxib', true],
    [/^RAMIPRIL/u, 13, 'ace', false],
    [/^RAMIPRIL/u, 14, 'ace', true],
    [/^IRBESARTAN/u, 30, 'sartan', true],
    [/^DEPAKINE/u, 8, 'teratogen', true],
    [/^METHOTREXATE/u, 8, 'teratogen', true],
    [/^KARDEGIC/u, 30, 'aspirin', false],
    [/^TOPIRAMATE/u, 30, 'teratogen-usable', false],
  ])('%s at %d weeks has the warning %s, contraindicated: %s', (name, weeks, id, isContraindicated) => {
    expect(findings(name, weeks)).toContainEqual([id, isContraindicated]);
  });

  test.each([/^DOLIPRANE/u, /^AMOXICILLINE/u, /^BACITRACINE|^COLLU/u])('%s has no warning', (name) => {
    expect(findings(name, 30)).toEqual([]);
  });

  test('counts as contraindicated at some term if the pregnancy is not dated', () => {
    expect(findings(/^IBUPROFENE/u, null)).toEqual([['nsaid', true]]);
  });

  test('of homeopathy is not compared by a name', () => {
    const name = 'LITHIUM CARBONICUM POUR PRÉPARATIONS HOMÉOPATHIQUES';
    expect(checkPregnancy({ label: 'x', substances: [name], names: [name], group: null }, 20)).toEqual([]);
  });
});

test('each warning has a source, and substances that the list of medicines has', () => {
  const known = new Set(
    index.medicines.flatMap(({ name, components }) => [name, ...components.map(({ base }) => base)]).flatMap(words),
  );
  for (const { substances, source, year } of pregnancyWarnings) {
    expect(source).not.toBe('');
    expect(year).toBeGreaterThanOrEqual(2026);
    expect(substances.some((one) => words(one).some((word) => known.has(word)))).toBe(true);
  }
});

function words(text: string): string[] {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^a-z]+/);
}
