import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ColumnRole } from '@etanche/intake';

/** One case of cases.json; the README of the folder defines each member. */
export type IntakeCase = {
  readonly file: string;
  readonly right: string;
  readonly rows: number;
  readonly kinds: readonly string[];
  readonly roles: Readonly<Record<string, ColumnRole>>;
  readonly mayRefuse: boolean;
};

/** One person of persons.json: the values as written, and the canonical identifiers as `kind:identifier`. */
export type CasePerson = {
  readonly family: string;
  readonly given: string;
  readonly birth: string;
  readonly nir: string;
  readonly phone: string;
  readonly email: string;
  readonly identifiers: readonly string[];
};

export function isIntakeFolder(folder: string): boolean {
  return existsSync(join(folder, 'persons.json')) && existsSync(join(folder, 'cases.json'));
}

export function readCases(folder: string): readonly IntakeCase[] {
  const { cases } = JSON.parse(readFileSync(join(folder, 'cases.json'), 'utf8')) as { cases: readonly IntakeCase[] };
  return cases;
}

export function readPersons(folder: string): readonly CasePerson[] {
  return JSON.parse(readFileSync(join(folder, 'persons.json'), 'utf8')) as readonly CasePerson[];
}
