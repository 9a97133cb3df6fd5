import { substanceBase } from '../bdpm/substance-base.ts';
import { fold } from '../fold.ts';
import { MedicinesError } from '../medicines-error.ts';

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

/** A thesaurus that the practice loaded. */
export interface Thesaurus {
  readonly name: string;
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly source: string;
  readonly interactions: readonly Interaction[];
  /** Keys (`thesaurusKey`) of classes: the keys of their substances. */
  readonly classes: ReadonlyMap<string, ReadonlySet<string>>;
}

/** The key under which a substance or a class is compared: without accents, salt and case. */
export function thesaurusKey(name: string): string {
  return fold(substanceBase(name.toUpperCase()));
}

/**
 * Reads a thesaurus in the format of the README.
 *
 * @throws MedicinesError `thesaurus_invalid`
 */
export function openThesaurus(text: string): Thesaurus {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    fault('is not JSON');
  }
  const root = object(value, 'root', ['format', 'name', 'date', 'source', 'classes', 'interactions']);
  if (root['format'] !== 'etanche-interactions 1') fault('has another format');
  const date = string(root['date'], 'date');
  if (!/^\d{4}-\d\d-\d\d$/.test(date) || Number.isNaN(Date.parse(date))) fault('has no date (YYYY-MM-DD)');
  const classes = new Map<string, ReadonlySet<string>>();
  for (const [name, members] of Object.entries(object(root['classes'], 'classes'))) {
    const key = thesaurusKey(name);
    if (classes.has(key)) fault('has a class twice');
    classes.set(key, new Set(array(members, 'classes').map((member) => thesaurusKey(string(member, 'classes')))));
  }
  const interactions = array(root['interactions'], 'interactions').map((each, at) => readInteraction(each, at));
  if (interactions.length === 0) fault('has no interaction');
  return { name: string(root['name'], 'name'), date, source: string(root['source'], 'source'), interactions, classes };
}

function readInteraction(value: unknown, at: number): Interaction {
  const where = `interactions[${at}]`;
  const each = object(value, where, ['a', 'b', 'level', 'risk', 'conduct']);
  const written = string(each['level'], where).replaceAll("'", '’');
  const level = interactionLevels.find((known) => known === written) ?? fault(`has an unknown level in ${where}`);
  const conduct = each['conduct'] === undefined ? '' : text(each['conduct'], where);
  return {
    a: string(each['a'], where),
    b: string(each['b'], where),
    level,
    risk: text(each['risk'] ?? '', where),
    conduct,
  };
}

function object(value: unknown, where: string, names?: readonly string[]): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) fault(`has no object in ${where}`);
  if (names !== undefined && Object.keys(value).some((name) => !names.includes(name))) {
    fault(`has an unknown member in ${where}`);
  }
  return value as Record<string, unknown>;
}

function array(value: unknown, where: string): unknown[] {
  return Array.isArray(value) ? value : fault(`has no list in ${where}`);
}

function text(value: unknown, where: string): string {
  return typeof value === 'string' ? value : fault(`has no text in ${where}`);
}

function string(value: unknown, where: string): string {
  const read = text(value, where);
  return read.trim() === '' ? fault(`has an empty text in ${where}`) : read;
}

function fault(reason: string): never {
  throw new MedicinesError('thesaurus_invalid', `the thesaurus ${reason}`);
}
