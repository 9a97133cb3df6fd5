import { describe, expect, test } from 'vitest';
import { correctColumns } from '../src/import/correct-columns.ts';
import { readWidths } from '../src/import/read-widths.ts';

const columns = [
  { column: 'A', role: { category: 'other' } },
  { column: 'B', role: 'phone' as const },
];

async function answer(...answers: string[]) {
  const said: string[] = [];
  const ask = () => Promise.resolve(answers.shift() ?? '');
  const result = await correctColumns({ ask, say: (text) => said.push(text) }, columns, ['shoe-size']);
  return { ...result, said: said.join('\n') };
}

describe('the prompt of a mapping', () => {
  test('the prompt accepts the proposed mapping in French and in English', async () => {
    for (const yes of ['y', 'oui']) expect(await answer(yes)).toMatchObject({ columns, accepted: true });
    expect(await answer('')).toMatchObject({ accepted: false });
  });

  test('the prompt corrects a column by number to a role, a date with its order, a category or a key', async () => {
    const { columns: corrected, accepted } = await answer('1', 'birth-date month-first', '2', 'shoe-size', 'y');
    expect(accepted).toBe(true);
    expect(corrected).toEqual([
      { column: 'A', role: 'birth-date', dates: 'month-first' },
      { column: 'B', role: { category: 'shoe-size' } },
    ]);
    expect((await answer('2', 'key person', 'y')).columns[1]).toEqual({ column: 'B', role: { key: 'person' } });
  });

  test('the prompt lists the roles and categories and asks again', async () => {
    const { said, columns: same } = await answer('9', '1', 'no-such-role', 'y');
    expect(said).toContain('Columns are numbered 1 to 2.');
    expect(said).toMatch(/birth-day.*mental-health/);
    expect(same).toEqual(columns);
  });
});

test('widths on the command line must be names with numbers', () => {
  expect(readWidths('NOM=20, PRENOM=12')).toEqual([
    { name: 'NOM', width: 20 },
    { name: 'PRENOM', width: 12 },
  ]);
  expect(() => readWidths('NOM')).toThrow('NAME=CHARACTERS');
});
