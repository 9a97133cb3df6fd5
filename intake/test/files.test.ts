import { describe, expect, test } from 'vitest';
import { describeSources, IntakeError, proposeFile, readRows, settleDates } from '../src/index.ts';
import { makeDateEvidence } from '../src/dates/date-evidence.ts';
import { temporaryFile } from './writing/temporary-file.ts';
import { writeZip } from './writing/write-zip.ts';

const people = (dates: readonly string[]): string =>
  `NOM;PRENOM;DDN;EMAIL\n${dates.map((date, index) => `Roux;Anne;${date};a${index}@example.fr`).join('\n')}\n`;

describe('a whole file', () => {
  test('a file is not certain if a member is omitted, which is listed with the reason', async () => {
    const zip = writeZip({ 'a.csv': people(['28/03/1979']), 'b.pdf': '%PDF-1.4' });
    const { certain, leftOut, sources } = await proposeFile(await temporaryFile(zip));
    expect(sources).toHaveLength(1);
    expect(certain).toBe(false);
    expect(leftOut).toMatchObject([{ name: 'b.pdf', code: 'format_unsupported' }]);
  });

  test('tables are joined by a key whose values they share, with a question', async () => {
    const sql =
      'CREATE TABLE identite (id int, nom text, prenom text, nir text);\nCREATE TABLE visite (id int, identite_id int, motif text);\n' +
      "INSERT INTO identite VALUES (7,'Roux','Anne','279035121518989');\nINSERT INTO visite VALUES (1,7,'toux');\n";
    const { sources, leftOut } = await proposeFile(await temporaryFile(sql));
    expect(leftOut).toEqual([]);
    expect(
      sources.map(({ proposal }) => proposal.columns.find(({ question }) => question === 'joins')?.column),
    ).toEqual(['id', 'identite_id']);
  });

  test('a file of fixed width is read by the given widths', async () => {
    const path = await temporaryFile('ROUX  ANNE  0612345678\nPETITJEAN  0612345679\n');
    const widths = [
      { name: 'NOM', width: 5 },
      { name: 'PRENOM', width: 6 },
      { name: 'TEL', width: 11 },
    ];
    const [source] = (await describeSources(path, { widths })).sources;
    if (source === undefined) throw new Error('no table');
    const rows = [];
    for await (const batch of readRows(path, source)) rows.push(...batch.rows);
    expect(rows).toMatchObject([{ cells: ['ROUX', 'ANNE', '0612345678'] }, { cells: ['PETIT', 'JEAN', '0612345679'] }]);
  });

  test('a file of dashes, blanks or brackets is read in linear time', async () => {
    const long = [
      `${'-'.repeat(3000)}x\n`,
      `${' '.repeat(100_000)}:\n`,
      `${'- '.repeat(3000)}x\n`,
      '\n'.repeat(200_000),
    ];
    for (const text of [
      ...long,
      `${'<meta '.repeat(5000)}\n`,
      `NOM;DDN\nRoux;${' '.repeat(50_000)}x\n`,
      '(['.repeat(50_000),
    ]) {
      const file = await temporaryFile(`${text}NOM;TEL\nRoux;0612345678\n`);
      const outcome = await proposeFile(file).catch((error: unknown) => error);
      expect(outcome instanceof Error ? outcome instanceof IntakeError : outcome !== undefined).toBe(true);
    }
  });

  test('a value never becomes the name of a column, a table or a member', async () => {
    const byMail = JSON.stringify({ 'a@example.fr': { nom: 'Roux' }, 'b@example.fr': { nom: 'Petit' } });
    const { sources } = await describeSources(await temporaryFile(byMail));
    expect(sources).toMatchObject([{ columns: ['nom'] }]);
    const letter = 'Cher Monsieur Roux, vos analyses sont prêtes\nVenez les chercher, dit le laboratoire de Brest\n';
    const zip = writeZip({ '279035121518989.csv': people(['28/03/1979']), 'lettre.txt': letter });
    const proposal = await proposeFile(await temporaryFile(zip));
    const shown = JSON.stringify([proposal.leftOut, proposal.sources.map(({ proposal: { columns } }) => columns)]);
    expect(shown).not.toMatch(/2790351|Monsieur Roux/);
  });
});

describe('the order of day and month', () => {
  const decide = (dates: readonly (readonly [text: string, nir: string])[]) => {
    const evidence = makeDateEvidence();
    for (const [text, nir] of dates) evidence.add(text, nir);
    return evidence.decide();
  };
  const alone = (...dates: string[]) => decide(dates.map((date) => [date, ''] as const));

  test('the order of day and month is decided by dates that fit one order only', () => {
    expect(alone('05/03/1950', '28/03/1979')).toMatchObject({ order: 'day-first', unclear: false });
    expect(alone('05/03/1950', '03/28/1979')).toMatchObject({ order: 'month-first', unclear: false });
  });

  test('the order of day and month is unclear if both fit, or if rows contradict each other', () => {
    expect(alone('05/03/1950', '04/02/1960').unclear).toBe(true);
    expect(alone('28/03/1979', '03/28/1979').unclear).toBe(true);
    expect(alone('05/05/1950', '1960-02-04').unclear).toBe(false);
  });

  test('the order of day and month is decided by the NIRs in the same rows', () => {
    const nirs = ['2500351215189', '2600251215189', '2700151215189'];
    const dates = ['03/05/1950', '02/04/1960', '01/06/1970'];
    expect(decide(dates.map((date, index) => [date, nirs[index] ?? ''] as const))).toMatchObject({
      order: 'month-first',
      unclear: false,
    });
  });

  test('an unclear order of day and month has to be stated in an operator’s mapping', async () => {
    const path = await temporaryFile(people(['05/03/1950', '04/02/1960']));
    const [description] = (await describeSources(path)).sources;
    if (description === undefined) throw new Error('no table');
    const columns = description.columns.map((column) =>
      column === 'DDN' ? { column, role: 'birth-date' as const } : { column, role: 'ignore' as const },
    );
    await expect(settleDates(path, description, { columns })).rejects.toMatchObject({ code: 'mapping_dates_unclear' });
    const said = columns.map((column) =>
      column.column === 'DDN' ? { ...column, dates: 'day-first' as const } : column,
    );
    expect(await settleDates(path, description, { columns: said })).toEqual({ columns: said });
  });
});
