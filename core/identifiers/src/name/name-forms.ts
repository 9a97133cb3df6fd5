import { parsePersonName } from './person-name.ts';

const LONGEST_TEXT = 400;
/** `DUPONT née MARTIN`, `MARTIN ép. DUPONT`: two names in one cell. */
const MARRIED = /\s+(?:n[ée]e|n[ée]\(e\)|[ée]p|[ée]pse|[ée]pouse|veuve|vve)\.?\s+/iu;

/**
 * Every canonical `FAMILY/GIVEN` under which a person of the file can be found, without repeats; empty if there is no
 * usable name (`parsePersonName` returns the reason). README.md, "Forms of a name".
 */
export function nameForms(input: { birthName?: string; usedName?: string; given: string }): string[] {
  const families = [input.birthName, input.usedName].flatMap((name) => splitMarriedName(name ?? ''));
  const givens = firstGivenNames(input.given);
  const forms = canonicals(families).flatMap((family) => canonicals(givens).map((given) => `${family}/${given}`));
  return [...new Set(forms)];
}

function splitMarriedName(text: string): string[] {
  return text.length > LONGEST_TEXT ? [] : text.normalize('NFC').split(MARRIED);
}

/**
 * The first given name. Commas always separate given names. Spaces separate them in most files but also occur inside a
 * compound name (ANNE SOPHIE for Anne-Sophie), so both readings are returned. Hyphens never separate.
 */
function firstGivenNames(text: string): string[] {
  if (text.length > LONGEST_TEXT) return [];
  const [first = '', ...others] = text.split(/[,;]/);
  if (others.length > 0) return [first];
  const words = first.trim().split(/\s+/);
  return words.length > 1 ? [words.slice(0, 1).join(''), words.slice(0, 2).join(' ')] : [first];
}

function canonicals(names: string[]): string[] {
  return names.flatMap((name) => {
    const parsed = parsePersonName(name);
    return parsed.ok ? [parsed.value] : [];
  });
}
