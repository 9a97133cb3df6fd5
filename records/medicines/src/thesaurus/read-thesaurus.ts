import { isDate } from '@etanche/records-fhir';
import { MedicinesError } from '../medicines-error.ts';
import { thesaurusKey } from './thesaurus-key.ts';

/** The levels of the ANSM, most serious first. */
export const interactionLevels = [
  'contre-indication',
  'association déconseillée',
  'précaution d’emploi',
  'à prendre en compte',
] as const;

export type InteractionLevel = (typeof interactionLevels)[number];

export interface Interaction {
  readonly a: string;
  readonly b: string;
  readonly level: InteractionLevel;
  readonly risk: string;
  /** The advice for the prescriber; empty if the thesaurus has none. */
  readonly conduct: string;
}

/** A thesaurus as its file has it. */
export interface ThesaurusFile {
  readonly name: string;
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly source: string;
  readonly classes: readonly { readonly name: string; readonly members: readonly string[] }[];
  readonly interactions: readonly Interaction[];
}

/** Largest lengths of texts and of a class. */
const limits = { name: 100, source: 300, substance: 200, risk: 4000, conduct: 6000, members: 1000 } as const;

/**
 * Reads a thesaurus in the format of the README.
 *
 * @throws MedicinesError `thesaurus_invalid`, with the place in `path`
 */
export function readThesaurus(text: string): ThesaurusFile {
  const root = objectAt(parsed(text), '', ['format', 'name', 'date', 'source', 'classes', 'interactions']);
  if (root['format'] !== 'etanche-interactions 1') thesaurusFault('format');
  const name = nameAt(root['name'], 'name', limits.name);
  const date = nameAt(root['date'], 'date', 10);
  if (date.length !== 10 || !isDate(date)) thesaurusFault('date');
  const source = nameAt(root['source'], 'source', limits.source);
  const classes = Object.entries(objectAt(root['classes'], 'classes')).map(([of, members]) => {
    const path = `classes.${of}`;
    return {
      name: nameAt(of, path, limits.substance),
      members: listAt(members, path, limits.members).map((member, i) =>
        nameAt(member, `${path}[${i}]`, limits.substance),
      ),
    };
  });
  const keys = new Set<string>();
  for (const { name: of } of classes) {
    if (keys.has(thesaurusKey(of))) thesaurusFault(`classes.${of}`);
    keys.add(thesaurusKey(of));
  }
  const interactions = listAt(root['interactions'], 'interactions', Infinity).map(readInteraction);
  if (interactions.length === 0) thesaurusFault('interactions');
  return { name, date, source, classes, interactions };
}

/** @throws MedicinesError always */
export function thesaurusFault(path: string): never {
  throw new MedicinesError('thesaurus_invalid', `the thesaurus is malformed at ${path === '' ? 'its root' : path}`, {
    path,
  });
}

function readInteraction(value: unknown, at: number): Interaction {
  const path = `interactions[${at}]`;
  const each = objectAt(value, path, ['a', 'b', 'level', 'risk', 'conduct']);
  const written = textAt(each['level'], `${path}.level`, limits.substance).replaceAll("'", '’');
  return {
    a: nameAt(each['a'], `${path}.a`, limits.substance),
    b: nameAt(each['b'], `${path}.b`, limits.substance),
    level: interactionLevels.find((known) => known === written) ?? thesaurusFault(`${path}.level`),
    risk: textAt(each['risk'] ?? '', `${path}.risk`, limits.risk),
    conduct: textAt(each['conduct'] ?? '', `${path}.conduct`, limits.conduct),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return thesaurusFault('');
  }
}

function objectAt(value: unknown, path: string, names?: readonly string[]): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) thesaurusFault(path);
  const unknown = Object.keys(value).find((name) => names?.includes(name) === false);
  if (unknown !== undefined) thesaurusFault(path === '' ? unknown : `${path}.${unknown}`);
  return value as Record<string, unknown>;
}

function listAt(value: unknown, path: string, most: number): unknown[] {
  return Array.isArray(value) && value.length <= most ? value : thesaurusFault(path);
}

function textAt(value: unknown, path: string, most: number): string {
  return typeof value === 'string' && value.length <= most ? value : thesaurusFault(path);
}

function nameAt(value: unknown, path: string, most: number): string {
  const read = textAt(value, path, most);
  return read.trim() === '' ? thesaurusFault(path) : read;
}
