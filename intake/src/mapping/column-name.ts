/**
 * Converts a column's name to words in capitals without accents: `dateNaissance`, `DATE_NAISS.`, `N° de sécu` become
 * `DATE NAISSANCE`, `DATE NAISS`, `N DE SECU`. Articles are dropped, trailing digits become a separate word, and the
 * path of a nested name (`patient.telecom.value`) becomes words too.
 */
export function normalizeColumnName(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[°º]/g, ' ')
    .replace(/œ/gi, 'oe')
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toUpperCase()
    .replace(/(\p{L})(\d+)(?= |$|_)/gu, '$1 $2')
    .replace(/[^\p{L}\d]+/gu, ' ')
    .replace(/\b(?:L|D|LE|LA|LES|DE|DU|DES|OF|THE)\b/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** True for generic names: `column_4`, `CHAMP_04`, `F12`, `Unnamed: 3`. */
export function isNeutralName(name: string): boolean {
  return /^(?:(?:COLUMN|COLONNE|COL|CHAMP|FIELD|RUBRIQUE|ZONE|VAR|UNNAMED|EXPR|F|C|X|V|K|Z)? ?\d*|[A-Z])$/.test(
    normalizeColumnName(name),
  );
}
