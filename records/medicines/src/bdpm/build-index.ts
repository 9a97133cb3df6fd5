import type { GenericRole, Medicine, MedicineIndex, Pack } from '../medicine.ts';
import { MedicinesError } from '../medicines-error.ts';
import { componentsOf, type CompositionRow } from './components.ts';
import { packSize } from './pack-size.ts';
import { readTable, type BdpmTexts } from './read-table.ts';

const roles: Readonly<Record<string, GenericRole>> = {
  0: 'reference',
  1: 'generic',
  2: 'complementary',
  4: 'substitutable',
};

/** Counts of a build, for the person who runs it. */
export interface BuildReport {
  readonly medicines: number;
  /** In the database, not marketed. */
  readonly notMarketed: number;
  readonly withoutComponents: number;
  readonly conditions: number;
  readonly groups: number;
  readonly packs: number;
  /** Packs whose size has no single reading. */
  readonly packsUnread: number;
  /** `YYYY-MM-DD` of the latest entry. */
  readonly latestEntry: string;
}

/**
 * Builds the index of all marketed medicines from the texts of the database. `date` is the day of publication; if it is
 * null, the day of the latest entry stands for it.
 *
 * @throws MedicinesError `bdpm_missing`, `bdpm_invalid`, `bdpm_date`
 */
export function buildIndex(
  texts: BdpmTexts,
  date: string | null,
): { readonly index: MedicineIndex; readonly report: BuildReport } {
  const all = readTable('CIS_bdpm', texts.CIS_bdpm);
  const compositions = group(readTable('CIS_COMPO_bdpm', texts.CIS_COMPO_bdpm), 0);
  const conditions = group(readTable('CIS_CPD_bdpm', texts.CIS_CPD_bdpm), 0);
  const generics = group(readTable('CIS_GENER_bdpm', texts.CIS_GENER_bdpm), 2);
  const presentations = readTable('CIS_CIP_bdpm', texts.CIS_CIP_bdpm);
  const marketedPacks = group(presentations.filter(isMarketed), 0);
  const latestEntry = latest(presentations.map((row) => row[5] ?? ''));
  if (date !== null && (!isDate(date) || date < latestEntry)) {
    throw new MedicinesError('bdpm_date', `the date is not a day on or after ${latestEntry}, the latest entry`);
  }
  const medicines = new Map<string, Medicine>();
  for (const [cis = '', name = '', form = '', routes = '', , , state] of all) {
    if (state !== 'Commercialisée') continue;
    if (medicines.has(cis)) throw new MedicinesError('bdpm_invalid', `CIS_bdpm has ${cis} twice`);
    medicines.set(cis, {
      ...{ cis, name, form },
      routes: routes.split(';').filter((route) => route !== ''),
      components: componentsOf(name, (compositions.get(cis) ?? []).map(compositionRow)),
      conditions: Array.from(new Set((conditions.get(cis) ?? []).map((row) => row[1] ?? ''))).filter(Boolean),
      group: genericGroup(generics.get(cis)?.[0]),
      packs: packsOf(marketedPacks.get(cis) ?? []),
    });
  }
  const sorted = Array.from(medicines.values()).sort((a, b) => compare(a.name, b.name) || compare(a.cis, b.cis));
  const packRows = Array.from(medicines.keys()).flatMap((cis) => marketedPacks.get(cis) ?? []);
  return {
    index: {
      date: date ?? latestEntry,
      isPublicationDate: date !== null,
      medicines: sorted,
      byCis: new Map(sorted.map((medicine) => [medicine.cis, medicine])),
    },
    report: {
      medicines: sorted.length,
      notMarketed: all.length - sorted.length,
      withoutComponents: sorted.filter(({ components }) => components.length === 0).length,
      conditions: sorted.reduce((sum, medicine) => sum + medicine.conditions.length, 0),
      groups: new Set(sorted.flatMap((medicine) => medicine.group?.id ?? [])).size,
      packs: packRows.length,
      packsUnread: packRows.filter((row) => packSize(row[2] ?? '') === null).length,
      latestEntry,
    },
  };
}

function compositionRow(row: readonly string[]): CompositionRow {
  const [, , , substance = '', strength = '', per = '', nature, link = ''] = row;
  return { substance, strength, per, isActivePart: nature === 'FT', link };
}

function genericGroup(row: readonly string[] | undefined): Medicine['group'] {
  if (row === undefined) return null;
  const role = roles[row[3] ?? ''];
  if (role === undefined) throw new MedicinesError('bdpm_invalid', `CIS_GENER_bdpm: group ${row[0]} has another type`);
  return { id: row[0] ?? '', role };
}

function packsOf(rows: readonly (readonly string[])[]): Pack[] {
  const packs = new Map<string, Pack>();
  for (const row of rows) {
    const pack = packSize(row[2] ?? '');
    if (pack !== null) packs.set(`${pack.amount} ${pack.unit}`, pack);
  }
  return Array.from(packs.values()).sort((a, b) => a.amount - b.amount || compare(a.unit, b.unit));
}

function isMarketed(row: readonly string[]): boolean {
  return row[3] === 'Présentation active' && row[4] === 'Déclaration de commercialisation';
}

/** The latest of dates written `DD/MM/YYYY`; later years than 2100 are errors of the source (`29/11/2924`). */
function latest(dates: readonly string[]): string {
  const iso = dates.map((date) => date.split('/').reverse().join('-')).filter((date) => isDate(date) && date < '2100');
  const last = iso.sort(compare).at(-1);
  if (last === undefined) throw new MedicinesError('bdpm_invalid', 'CIS_CIP_bdpm has no date');
  return last;
}

function isDate(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));
}

/** By code units, so that every machine writes the same file. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function group(rows: readonly string[][], column: number): Map<string, string[][]> {
  const groups = new Map<string, string[][]>();
  for (const row of rows) {
    const key = row[column] ?? '';
    const list = groups.get(key);
    if (list === undefined) groups.set(key, [row]);
    else list.push(row);
  }
  return groups;
}
