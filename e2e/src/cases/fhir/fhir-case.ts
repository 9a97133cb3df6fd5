import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A location in the source that the report must list as refused. */
export type RightRefusal = { readonly file?: number; readonly item: number; readonly code?: string };

/** The expected result of a case; the README of the folder defines each member. */
export type RightResult = {
  readonly text: string;
  readonly keeps?: Readonly<Record<string, readonly string[]>>;
  readonly count?: Readonly<Record<string, number>>;
  readonly never?: Readonly<Record<string, readonly string[]>>;
  readonly refused?: readonly RightRefusal[];
  readonly refusedExactly?: boolean;
  readonly refusedAtLeast?: number;
  readonly found?: number;
  readonly exports?: readonly string[];
};

/** One case of cases.json. */
export type FhirCase = {
  readonly name: string;
  readonly right: RightResult;
  /** Folders within the case's folder, imported one after another; the case's own folder if there are none. */
  readonly steps?: readonly string[];
  /** `new`: each step has a journal of its own. */
  readonly journals?: 'new';
  /** The steps, counted from 0, whose import is lenient: it accepts resources that only R4's own definitions reject. */
  readonly lenient?: readonly number[];
};

export function isFhirFolder(folder: string): boolean {
  const path = join(folder, 'cases.json');
  return existsSync(path) && Array.isArray(JSON.parse(readFileSync(path, 'utf8')));
}

export function readCases(folder: string): readonly FhirCase[] {
  return JSON.parse(readFileSync(join(folder, 'cases.json'), 'utf8')) as readonly FhirCase[];
}
