import { open, readFile, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import {
  bdpmFiles,
  buildIndex,
  decodeBdpm,
  MedicinesError,
  writeIndex,
  type BdpmFile,
} from '@etanche/records-medicines';
import { defineCommand } from '../define-command.ts';
import { exitCode } from '../exit-code.ts';

export const command = defineCommand({
  usage: 'FOLDER --out FILE [--date YYYY-MM-DD]',
  description:
    'Makes the index of all marketed medicines from the five files of the public medicines database (CIS_bdpm.txt, ' +
    'CIS_COMPO_bdpm.txt, CIS_CPD_bdpm.txt, CIS_GENER_bdpm.txt, CIS_CIP_bdpm.txt), which ' +
    'base-donnees-publique.medicaments.gouv.fr publishes. The file is written only when everything was read.',
  options: {
    out: { type: 'string', value: 'FILE', required: true, help: 'the index to write' },
    date: { type: 'string', value: 'DATE', help: 'day of publication (otherwise the day of the latest entry)' },
  },
  arguments: { minimum: 1, maximum: 1 },
  json: true,
  exitCodes: {},
  examples: ['etanche records medicines build bdpm --out medicines.txt --date 2026-01-27'],
  run: async ({ terminal, json }, { out, date }, [folder = '']) => {
    const texts = {} as Record<BdpmFile, string>;
    for (const file of Object.keys(bdpmFiles) as BdpmFile[]) texts[file] = await readText(resolve(folder), file);
    const { index, report } = buildIndex(texts, date ?? null);
    const text = writeIndex(index);
    await writeWhole(resolve(out), text);
    if (json) {
      terminal.json({ out, date: index.date, isPublicationDate: index.isPublicationDate, ...report });
      return exitCode.done;
    }
    const kind = index.isPublicationDate ? 'published on' : 'with a latest entry of';
    terminal.done(`${report.medicines} marketed medicines, data ${kind} ${index.date}: ${out}`);
    terminal.line(
      `${report.notMarketed} medicines are not marketed and left out. ${report.conditions} prescription conditions, ` +
        `${report.groups} generic groups. ${report.withoutComponents} medicines have no composition. ` +
        `The size of ${report.packsUnread} of ${report.packs} packs has no single reading and is left out.`,
    );
    return exitCode.done;
  },
});

async function readText(folder: string, file: BdpmFile): Promise<string> {
  try {
    return decodeBdpm(await readFile(join(folder, `${file}.txt`)));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new MedicinesError('bdpm_missing', `${file}.txt is missing in the folder`, { cause: error });
  }
}

/** Replaces the file in one step, so that no half index exists under its name. */
async function writeWhole(path: string, text: string): Promise<void> {
  const partial = `${path}.partial`;
  try {
    const file = await open(partial, 'w');
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}
