import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openIndex } from '@etanche/records-medicines';
import { afterEach, beforeEach, expect, test } from 'vitest';

const main = new URL('../src/main.ts', import.meta.url).pathname;
const etanche = (...words: string[]) => promisify(execFile)(process.execPath, [main, ...words]);

const files: Readonly<Record<string, string>> = {
  CIS_bdpm:
    '61939921\tAMLOR 10 mg, gélule\tgélule\torale\tAutorisation active\tProcédure nationale\tCommercialisée\t' +
    '04/04/1990\t\t\t PFIZER\tNon\n',
  CIS_COMPO_bdpm: '61939921\tgélule\t39727\tAMLODIPINE\t10 mg\tune gélule\tFT\t2\r\n',
  CIS_CPD_bdpm: '61939921\tliste I\r\n',
  CIS_GENER_bdpm: '467\tAMLODIPINE 10 mg\t61939921\t0\t1\r\n',
  CIS_CIP_bdpm:
    '61939921\t3366111\tplaquette(s) de 30 gélule(s)\tPrésentation active\tDéclaration de commercialisation\t' +
    '14/01/2026\t3400933661113\toui\t65%\t1\t2\t1\t\n',
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'etanche-medicines-'));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, `${name}.txt`), text);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('the command writes an index and prints what it read and the date of the data', async () => {
  const out = join(folder, 'medicines.txt');
  const { stdout } = await etanche('records', 'medicines', 'build', folder, '--out', out, '--date', '2026-01-27');
  expect(stdout).toContain('1 marketed medicines, data published on 2026-01-27');
  expect(openIndex(await readFile(out, 'utf8')).byCis.get('61939921')?.name).toBe('AMLOR 10 mg, gélule');
});

test('a missing file, a damaged line or an impossible date writes nothing and keeps an earlier index', async () => {
  const out = join(folder, 'medicines.txt');
  await writeFile(out, 'an earlier index');
  const build = (...more: string[]) => etanche('records', 'medicines', 'build', folder, '--out', out, ...more);
  await expect(build('--date', '2026-01-13')).rejects.toThrow('bdpm_date');
  await writeFile(join(folder, 'CIS_CPD_bdpm.txt'), '61939921\r\n');
  await expect(build()).rejects.toThrow('CIS_CPD_bdpm line 1');
  await rm(join(folder, 'CIS_CPD_bdpm.txt'));
  await expect(build()).rejects.toThrow('bdpm_missing');
  expect(await readFile(out, 'utf8')).toBe('an earlier index');
  expect(await readdir(folder)).not.toContain('medicines.txt.partial');
});
