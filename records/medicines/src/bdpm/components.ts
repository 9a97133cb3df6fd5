import { fold } from '../fold.ts';
import type { Component } from '../medicine.ts';
import { substanceBase } from './substance-base.ts';

/** A row of `CIS_COMPO_bdpm` of one medicine. */
export interface CompositionRow {
  readonly substance: string;
  readonly strength: string;
  readonly per: string;
  /** SA: active substance as a salt; FT: its active part. */
  readonly isActivePart: boolean;
  /** Joins a substance with its active part. */
  readonly link: string;
}

/**
 * One component for each active substance. The database has rows for the salt and for the active part: the strength is
 * the one in the medicine's name, else that of the active part.
 */
export function componentsOf(name: string, rows: readonly CompositionRow[]): Component[] {
  const words = fold(name)
    .replace(/(\d) (?=\d{3}\b)/g, '$1')
    .replaceAll('/', ' ');
  const components: Component[] = [];
  for (const link of new Set(rows.map((row) => row.link))) {
    const linked = rows.filter((row) => row.link === link);
    const parts = linked.filter((row) => row.isActivePart);
    const salts = linked.filter((row) => !row.isActivePart);
    for (const part of parts.length > 0 ? parts : salts) {
      const candidates = parts.length === 1 ? [part, ...salts] : [part];
      const named = candidates.find(({ strength }) => isNamed(words, strength));
      const chosen = named ?? candidates.find(({ strength }) => strength !== '') ?? part;
      const component = { ...part, per: chosen.per };
      const base = substanceBase(component.substance);
      const strength = plainStrength(chosen.strength);
      if (components.some((other) => other.base === base && other.strength === strength)) continue;
      components.push({ substance: component.substance, base, strength, per: component.per });
    }
  }
  return components;
}

/** `125,00 mg` as `125 mg`, `7.5 mg` as `7,5 mg`: the comma is a decimal point in the whole database. */
function plainStrength(strength: string): string {
  return strength
    .replace(/(\d)\.(\d{1,2})(?!\d)/g, '$1,$2')
    .replace(/(\d),(\d*?)0+(?= |$)/g, (_, whole: string, rest: string) => (rest === '' ? whole : `${whole},${rest}`));
}

function isNamed(words: string, strength: string): boolean {
  const [number, ...unit] = fold(strength).split(' ');
  if (number === undefined || !/\d/.test(number)) return false;
  const plain = number.replace(/,0+$/, '').replace(/(,\d*?)0+$/, '$1');
  return [number, plain].some((each) => ` ${words} `.includes(` ${each} ${unit.join(' ')}`));
}
