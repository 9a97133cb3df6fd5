import { isIdentifierRole, type ColumnRole, type IdentifierRole } from './column-role.ts';
import { normalizeColumnName } from './column-name.ts';
import { otherPeople, patientData } from './vocabulary-words.ts';

/** The meaning of a column name. `certain` only if the name has one meaning in all known software. */
export type Recognized = {
  readonly role: ColumnRole;
  readonly certain: boolean;
  /** True if the column is about a person other than the patient. */
  readonly ofOthers: boolean;
};

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

/** The role that a column's name suggests, in French or English, abbreviated or not; undefined if it suggests none. */
export function recognizeName(name: string): Recognized | undefined {
  const words = normalizeColumnName(name);
  if (words === '') return undefined;
  const rule = rules.find(({ pattern }) => pattern.test(words));
  if (rule === undefined) return undefined;
  const { role, certain, ofOthers } = rule.recognized;
  // An unknown word may state whose name, phone or number it is.
  const understood = withoutMatches(words, rule.pattern)
    .split(' ')
    .every((word) => isFiller(word));
  return { role, certain: certain && (understood || !isIdentifierRole(role)), ofOthers };
}

function withoutMatches(words: string, pattern: RegExp): string {
  const rest = words.replace(pattern, ' ');
  return rest === words ? rest : withoutMatches(rest, pattern);
}

/** Words that do not change the owner of a column: the patient, a rank, a table's one-letter prefix. */
function isFiller(word: string): boolean {
  return /^(?:|\d+|[A-Z]|PAT|PATIENT\w*|PERS|PERSONNE|CLIENT|NUM|NUMERO|NO|NB|DOM\w*|PERSO\w*|PRO|BUR\w*|PRINCIPAL\w*|VALUE|FR)$/.test(
    word,
  );
}
