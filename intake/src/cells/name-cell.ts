const TITLE =
  /^(?:(?:M|Mr|Mrs|Ms|Mme|Mmes|Mlle|Melle|Dr|Docteur|Pr|Prof|Professeur|Monsieur|Madame|Mademoiselle)(?:\.\s*|\s+)(?=\S))+/iu;
const TITLE_AFTER = /(?:[\s,]+(?:M\.|Mr|Mrs|Mme|Mlle|Melle|Monsieur|Madame|Mademoiselle)\.?)+$/iu;
const TITLE_ALONE = /^(?:M|Mr|Mrs|Ms|Mme|Mlle|Melle|Dr|Docteur|Pr|Monsieur|Madame|Mademoiselle)\.?$/iu;
const IN_BRACKETS = /[([{]([^()[\]{}]*)[)\]}]/gu;
/** Words in brackets that are notes about the person, not names. */
const NOTE = /^(?:dcd|d[ée]c[ée]d[ée]e?s?|dit|dite|m|mr|mme|mlle|f|h|jumeau|jumelle|veuve?|vve|jr|sr|fils|p[èe]re)\b/iu;
const MAIDEN = /^(?:n[ée]e|n[ée]\(e\)|n[ée]|[ée]p(?:ouse|se)?|nom d['’]usage|jf|nom de jeune fille)\.?\s*:?\s+/iu;

const longestName = 400;

/** A name without its title, and the names in brackets. */
export function plainName(text: string): { readonly plain: string; readonly bracketed: readonly string[] } {
  const bracketed: string[] = [];
  // No name is that long, and the patterns below are slow on long texts.
  if (text.length > longestName) return { plain: text, bracketed };
  const bare = text.replace(IN_BRACKETS, (_all, inner: string) => {
    const name = inner.trim().replace(MAIDEN, '');
    // `né(e)` is a word, not a name in brackets.
    if (/^e$/i.test(name)) return `(${inner})`;
    if (name !== '' && !NOTE.test(name)) bracketed.push(name);
    return ' ';
  });
  const plain = bare.replace(/\s+/g, ' ').trim().replace(TITLE, '').replace(TITLE_AFTER, '').trim();
  return { plain: TITLE_ALONE.test(plain) ? '' : plain.replace(/[\s*†,]+$/u, ''), bracketed };
}

/** The family names of a cell: `DUPONT`, `LE BRETON (DUVAL)`, `DUPONT / MARTIN`, `Mme DUPONT`. */
export function splitFamilyNames(text: string): string[] {
  const { plain, bracketed } = plainName(text);
  return [...plain.split(/[/,;|]/), ...bracketed]
    .map((name) => name.trim().replace(MAIDEN, ''))
    .filter((name) => name !== '');
}

/** The given names of a cell without titles and notes; the import takes the first of several. */
export function plainGivenNames(text: string): string {
  return plainName(text).plain.replace(/\s*[/|]\s*/g, ', ');
}
