import type { CategoryKey } from '../categories.ts';
import { isIdentifierRole, type ColumnRole, type IdentifierRole } from './column-role.ts';
import { normalizeColumnName } from './column-name.ts';
import { otherPeople, patientData } from './vocabulary-words.ts';

/** What a column name says. `certain` only where the name means one thing in every software that was seen. */
export type Recognized = {
  readonly role: ColumnRole;
  readonly certain: boolean;
  /** The column is about somebody else than the patient, whatever it holds. */
  readonly ofOthers: boolean;
};

type Target = IdentifierRole | 'ignore' | `=${CategoryKey}`;
/** A pattern on the normalised name, and its role: `=key` is a category. A trailing `?` makes it likely only. */
export type Rule = readonly [pattern: string, target: Target | `${Target}?`];

type CompiledRule = { readonly pattern: RegExp; readonly recognized: Recognized };

/**
 * Rules in their order: other people first (the doctor's name is not the patient's), then the patient's own data.
 * Patterns match whole words of the normalised name.
 */
const rules: readonly CompiledRule[] = [...otherPeople, ...patientData].map(([pattern, target], index) => {
  const certain = !target.endsWith('?');
  const name = certain ? target : target.slice(0, -1);
  const role = name.startsWith('=') ? { category: name.slice(1) } : (name as IdentifierRole | 'ignore');
  return {
    pattern: new RegExp(`(?:^| )(?:${pattern})(?: |$)`),
    recognized: { role, certain, ofOthers: index < otherPeople.length },
  };
});

/** The role that a column's name suggests, in French or English, abbreviated or not; undefined when it says nothing. */
export function recognizeName(name: string): Recognized | undefined {
  const words = normalizeColumnName(name);
  if (words === '') return undefined;
  const rule = rules.find(({ pattern }) => pattern.test(words));
  if (rule === undefined) return undefined;
  const { role, certain, ofOthers } = rule.recognized;
  // A word that is not understood may say whose name, phone or number it is.
  const understood = withoutMatches(words, rule.pattern)
    .split(' ')
    .every((word) => isFiller(word));
  return { role, certain: certain && (understood || !isIdentifierRole(role)), ofOthers };
}

function withoutMatches(words: string, pattern: RegExp): string {
  const rest = words.replace(pattern, ' ');
  return rest === words ? rest : withoutMatches(rest, pattern);
}

/** Words that change nothing about whose the column is: the patient, a rank, a table's prefix of one letter. */
function isFiller(word: string): boolean {
  return /^(?:|\d+|[A-Z]|PAT|PATIENT\w*|PERS|PERSONNE|CLIENT|NUM|NUMERO|NO|NB|DOM\w*|PERSO\w*|PRO|BUR\w*|PRINCIPAL\w*|VALUE|FR)$/.test(
    word,
  );
}
