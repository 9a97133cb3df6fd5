import { textOrNull } from '../text/clean-text.ts';
import type { SentIdentity } from './sent-identity.ts';

type FamilyNames = Pick<SentIdentity, 'birthFamilyName' | 'usedFamilyName' | 'familyName'>;

const longest = 200;

/** Reads a cell with one family name, or with two: `DUPONT née MARTIN`, `MARTIN épouse DUPONT`. */
export function readFamilyNames(cell: string): FamilyNames {
  const text = cell.slice(0, longest).replace(/\s+/gu, ' ').trim();
  const [, used, birth] = /^(\S.*?) (?:née?|ne[eé]?)[.:]? (\S.*)$/iu.exec(text) ?? [];
  if (used !== undefined && birth !== undefined) {
    return { birthFamilyName: birth, usedFamilyName: used, familyName: null };
  }
  const [, first, second] = /^(\S.*?) (?:[ée]p(?:ouse|\.)?|veuve|vve)[.:]? (\S.*)$/iu.exec(text) ?? [];
  if (first !== undefined && second !== undefined) {
    return { birthFamilyName: first, usedFamilyName: second, familyName: null };
  }
  return { birthFamilyName: null, usedFamilyName: null, familyName: textOrNull(text) };
}

/** Given names of one cell. Only commas separate them: `ANNE SOPHIE` may be one name. */
export function readGivenNames(cell: string): string[] {
  const names = cell.slice(0, longest).split(',');
  return names.map((name) => name.trim()).filter((name) => name !== '');
}
