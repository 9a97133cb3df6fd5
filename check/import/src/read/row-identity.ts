import {
  nirIdentifier,
  parseBirthDate,
  parseEmail,
  parseNir,
  parsePersonName,
  parsePhone,
  personIdentifiers,
  splitEmails,
  splitPhones,
} from '@etanche/core-identifiers';
import { isEmptyValue, plainGivenNames, readDate, splitFamilyNames, splitFullName, splitNirs } from '@etanche/intake';
import type { RowPlan } from './row-plan.ts';
import type { Identifier } from './spill-record.ts';

/** The identifying values of one row, in canonical forms, and the reasons for ignored cells. */
export type RowIdentity = {
  readonly nirs: readonly string[];
  /** `yyyy-mm-dd`, or empty if the row has no readable one. */
  readonly birthDate: string;
  readonly names: readonly PersonName[];
  /** The first given name in canonical form, or empty. It distinguishes twins. */
  readonly given: string;
  readonly emails: readonly string[];
  readonly phones: readonly string[];
  readonly faults: readonly string[];
};

/** A name as written in the cells. */
type PersonName = { readonly birthName?: string; readonly usedName?: string; readonly given: string };

export function readIdentity(cells: readonly string[], plan: RowPlan): RowIdentity {
  const faults = new Set<string>();
  const texts = (columns: readonly number[]) =>
    columns.map((column) => cells[column] ?? '').filter((text) => !isEmptyValue(text));
  const keep = <T>(parsed: { ok: true; value: T } | { ok: false; code: string }, faultCounts: boolean): T[] => {
    if (parsed.ok) return [parsed.value];
    if (faultCounts) faults.add(parsed.code);
    return [];
  };
  const { columns, kinds } = plan;
  const names = readNames(plan, texts);
  for (const fault of nameFaults(cells, plan)) faults.add(fault);
  const [key = ''] = texts(columns['nir-key']);
  const [birthDate = ''] = birthDates(cells, plan).flatMap((text) =>
    keep(parseBirthDate(text, plan.birthDates), true).map((date) => date.canonical),
  );
  const nirs = distinct(
    texts(columns.nir)
      .flatMap(splitNirs)
      .flatMap((text) => keep(readNir(text, key), true)),
  );
  // Addresses and telephones that are not indexed only distinguish people without better identifiers.
  const contacts = nirs.length === 0 && (birthDate === '' || names.length === 0);
  const emails = contacts || kinds.has('email') ? texts(columns.email).flatMap(splitEmails) : [];
  const phones = contacts || kinds.has('phone') ? texts(columns.phone).flatMap(splitPhones) : [];
  return {
    nirs,
    birthDate,
    names,
    given: firstGiven(texts(columns['given-names'])[0] ?? names[0]?.given ?? ''),
    emails: distinct(emails.flatMap((text) => keep(parseEmail(text), kinds.has('email')))),
    phones: distinct(phones.flatMap((text) => keep(parsePhone(text, plan.phoneRegion), kinds.has('phone')))),
    faults: [...faults],
  };
}

/** Every identifier of the row to index, except letters' codes. */
export function identifiers(identity: RowIdentity, plan: RowPlan): Identifier[] {
  const { nirs, birthDate, names, emails, phones } = identity;
  const people = birthDate === '' ? [] : distinct(names.flatMap((name) => personIdentifiers(name, birthDate)));
  return [
    ...nirs.map((nir) => ({ kind: 'nir' as const, identifier: nirIdentifier(nir, birthDate) })),
    ...emails.map((identifier) => ({ kind: 'email' as const, identifier })),
    ...phones.map((identifier) => ({ kind: 'phone' as const, identifier })),
    ...people.map((identifier) => ({ kind: 'person' as const, identifier })),
  ].filter(({ kind }) => plan.kinds.has(kind));
}

/** A key in a separate column belongs to a number without one: thirteen characters without spaces. */
function readNir(text: string, key: string): { ok: true; value: string } | { ok: false; code: string } {
  const bare = text.replace(/[\s.]/g, '').length === 13;
  const parsed = parseNir(bare && key !== '' ? `${text}${key.trim().padStart(2, '0')}` : text);
  return parsed.ok ? { ok: true, value: parsed.value.canonical } : parsed;
}

/** The birth dates of a row as written, including the one in three columns. */
function birthDates(cells: readonly string[], { columns, dateOrders }: RowPlan): string[] {
  const whole = columns['birth-date'].flatMap((column) => {
    const cell = cells[column] ?? '';
    return isEmptyValue(cell) ? [] : [readDate(cell, dateOrders.get(column))];
  });
  const part = (role: 'birth-day' | 'birth-month' | 'birth-year'): string => {
    const cell = cells[columns[role][0] ?? -1] ?? '';
    return isEmptyValue(cell) ? '' : cell.trim().replace(/\.0+$/, '');
  };
  const [day, month, year] = [part('birth-day'), part('birth-month'), part('birth-year')];
  if (year === '') return whole;
  // An unknown day or month is written 00.
  return [...whole, `${day === '' ? '00' : day}/${month === '' ? '00' : month}/${year}`];
}

function readNames({ columns }: RowPlan, texts: (columns: readonly number[]) => string[]): PersonName[] {
  const given = plainGivenNames(texts(columns['given-names'])[0] ?? '');
  const whole = texts(columns['full-name']).flatMap(splitFullName);
  const names: PersonName[] = whole.map(([birthName, first]) => ({ birthName, given: first }));
  const births = [...texts(columns['birth-name']), ...texts(columns['family-name'])].flatMap(splitFamilyNames);
  const used = texts(columns['used-name']).flatMap(splitFamilyNames);
  for (const birthName of given === '' ? [] : births) names.push({ birthName, given });
  for (const usedName of given === '' ? [] : used) names.push({ usedName, given });
  return names;
}

/** The reasons for unreadable names; a single question mark stands for lost letters. */
function nameFaults(cells: readonly string[], { columns }: RowPlan): string[] {
  const faultsOf = (places: readonly number[], read: (text: string) => readonly string[]): string[] =>
    places.flatMap((place) => {
      const cell = cells[place] ?? '';
      if (/^[\s?\uFFFD]+$/.test(cell) && /[?\uFFFD]/.test(cell)) return ['name_unreadable'];
      if (isEmptyValue(cell)) return [];
      const parsed = read(cell).map((name) => parsePersonName(name));
      if (parsed.length === 0) return ['name_unreadable'];
      return parsed.flatMap((name) => (name.ok ? [] : [name.code]));
    });
  const families = [...columns['birth-name'], ...columns['used-name'], ...columns['family-name']];
  return [
    ...faultsOf(families, (text) => splitFamilyNames(text).flatMap((name) => name.split(MARRIED))),
    ...faultsOf(columns['given-names'], (text) => [plainGivenNames(text).split(/[,;]/)[0] ?? '']),
    ...faultsOf(columns['full-name'], (text) => splitFullName(text).flat()),
  ];
}

const MARRIED = /\s+(?:n[ée]e|n[ée]\(e\)|[ée]p|[ée]pse|[ée]pouse|veuve|vve)\.?\s+/iu;

/** Up to the first hyphen: some files drop it, and JEAN PIERRE and Jean-Pierre are the same person. */
function firstGiven(text: string): string {
  const parsed = parsePersonName(text.trim().split(/[\s,;]|\p{Pd}/u)[0] ?? '');
  return parsed.ok ? parsed.value : '';
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)];
}
